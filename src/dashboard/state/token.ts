import { signal } from '@preact/signals'

const KEY = 'poligon.token'

/** For this tab only; a reload keeps it. */
let token = sessionStorage.getItem(KEY)
let waiting: (() => void)[] = []

/** Why the page asks for a token; null where it does not. */
export const tokenAsked = signal<'missing' | 'wrong' | null>(null)

export const authorization = (): Record<string, string> => (token === null ? {} : { authorization: `Bearer ${token}` })

/** Resolves once the user has given another token than the one that was refused. */
export function tokenGiven(): Promise<void> {
  tokenAsked.value = token === null ? 'missing' : 'wrong'
  return new Promise(resolve => waiting.push(resolve))
}

export function giveToken(text: string): void {
  token = text.trim()
  sessionStorage.setItem(KEY, token)
  tokenAsked.value = null
  for (const resume of waiting) resume()
  waiting = []
}
