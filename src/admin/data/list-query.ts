import { invalidRequest } from '../refuse.ts'

type Query = Record<string, string | string[]>

/** What json-server understands beside filters, and what each must be. */
const WORDS: Readonly<Record<string, { is: RegExp; message: string }>> = {
  q: { is: /^/, message: '' },
  _sort: { is: /^[^,]+(,[^,]+)*$/, message: 'must be names of fields, with commas between' },
  _order: { is: /^(asc|desc)(,(asc|desc))*$/i, message: 'must be asc or desc, one for each field of _sort' },
  _page: { is: /^[1-9]\d{0,14}$/, message: 'must be a number from 1' },
  _limit: { is: /^\d{1,15}$/, message: 'must be a number' },
  _start: { is: /^\d{1,15}$/, message: 'must be a number' },
  _end: { is: /^\d{1,15}$/, message: 'must be a number' },
}

/** What json-server would do with these is not for this console: a script for an answer, other collections, sleep. */
const REFUSED = ['callback', '_embed', '_expand', '_delay', '__proto__']

/**
 * The query of a list as json-server takes it: filters by field, and its own words.
 *
 * @throws {Problem} 400, naming each parameter that it would stumble over
 */
export function listQuery(search: string): Query {
  const params = new URLSearchParams(search)
  const names = [...new Set(params.keys())]
  const flaws = names.flatMap(name => flawsOf(name, params.getAll(name)))
  if (flaws.length > 0) throw invalidRequest(flaws.map(message => ({ path: [], message })))
  const query: Query = {}
  for (const name of names) {
    const values = params.getAll(name)
    const value = values.length === 1 ? values[0]! : values
    // json-server looks in every record for a field of each name that it can list, and would look for its own words too.
    Object.defineProperty(query, name, { value, enumerable: !(name in WORDS), configurable: true })
  }
  return query
}

function flawsOf(name: string, values: readonly string[]): string[] {
  if (REFUSED.includes(name)) return [`query.${name} is not served here`]
  const word = Object.hasOwn(WORDS, name) ? WORDS[name] : undefined
  if (word && values.length > 1) return [`query.${name} is given twice`]
  if (word && !word.is.test(values[0]!)) return [`query.${name} ${word.message}, not ${JSON.stringify(values[0])}`]
  if (!name.endsWith('_like')) return []
  if (!values.every(isPattern)) return [`query.${name} must be a regular expression`]
  if (!values.every(isHarmless)) return [`query.${name} must not repeat a group, refer back or repeat more than twice`]
  return []
}

function isPattern(text: string): boolean {
  try {
    return Boolean(new RegExp(text, 'i'))
  } catch {
    return false
  }
}

/**
 * Whether a regular expression finds its end. Those that repeat what repeats, `(a+)+$`, take for ever on a text that
 * nearly fits, and the whole server with them.
 */
function isHarmless(text: string): boolean {
  const plain = text.replace(/\\[^1-9k]|\[(?:\\.|[^\]\\])*\]/gs, '_')
  const repeats = plain.match(/[*+]|\{\d+,\d*\}/g) ?? []
  return repeats.length <= 2 && text.length <= 200 && !/\)[*+{]|\\[1-9k]/.test(plain)
}
