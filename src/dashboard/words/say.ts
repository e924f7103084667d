import { lang } from '../state/settings.ts'
import { NOUNS, type Noun } from './nouns.ts'
import { russian, russianNouns } from './russian.ts'

/** A text of the page: its English is its name. */
export type Phrase = keyof typeof russian

/** A text in the language in force, its `{names}` filled in. */
export function say(phrase: Phrase, values: Readonly<Record<string, string | number>> = {}): string {
  const text: string = lang.value === 'ru' ? russian[phrase] : phrase
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}

/** `12 requests`, `12 запросов`. */
export function count(n: number, noun: Noun): string {
  return `${number(n)} ${formOf(n, noun)}`
}

export const number = (n: number): string => n.toLocaleString(lang.value)

function formOf(n: number, noun: Noun): string {
  if (lang.value === 'en') return NOUNS[noun][n === 1 ? 0 : 1]
  const form = new Intl.PluralRules('ru').select(n)
  return russianNouns[noun][form === 'one' ? 0 : form === 'few' ? 1 : 2]
}
