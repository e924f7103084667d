import { signal } from '@preact/signals'

export type Lang = 'en' | 'ru'
export type Theme = 'light' | 'dark'

const asked = new URLSearchParams(location.search).get('lang')

const isLang = (text: string | null): text is Lang => text === 'en' || text === 'ru'

export const lang = signal<Lang>(isLang(asked) ? asked : navigator.language.startsWith('ru') ? 'ru' : 'en')

/** The address carries it: a link that is passed on shows the same. */
export function setLang(value: Lang): void {
  lang.value = value
  history.replaceState(null, '', `?lang=${value}${location.hash}`)
}

const KEY = 'poligon.theme'
const system = matchMedia('(prefers-color-scheme: dark)')
const kept = localStorage.getItem(KEY)
const systemTheme = (): Theme => (system.matches ? 'dark' : 'light')

export const theme = signal<Theme>(kept === 'light' || kept === 'dark' ? kept : systemTheme())

system.addEventListener('change', () => {
  if (localStorage.getItem(KEY) === null) theme.value = systemTheme()
})

/** One's own choice is kept; the system's own is not one. */
export function setTheme(value: Theme): void {
  theme.value = value
  if (value === systemTheme()) localStorage.removeItem(KEY)
  else localStorage.setItem(KEY, value)
}
