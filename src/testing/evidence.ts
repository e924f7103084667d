import type { Controls } from '../client/controls.ts'
import type { JournalEntry, Why } from '../client/types.ts'
import { isUnmatched } from '../core/journal/is-unmatched.ts'

export const sayEntry = ({ method, url }: JournalEntry): string =>
  method === null ? 'A request that is not HTTP' : `${method} ${url}`

/** A rule of the documentation that a request broke, and the sentence that tells it. */
export interface Breach {
  readonly rule: string
  readonly text: string
}

export function breachesOf(entry: JournalEntry): readonly Breach[] {
  const request = sayEntry(entry)
  if (entry.api === null)
    return [{ rule: 'unknown-operation', text: `${request}: unknown-operation, it reached no API` }]
  return entry.violations.map(({ rule, at, value, docs, nearest }) => ({
    rule,
    text: `${request}: ${rule} at ${at}, ${JSON.stringify(value)} (${docs})${nearest ? `; nearest is ${nearest[0]}` : ''}`,
  }))
}

const isAnswered = ({ status, operation }: JournalEntry): boolean => operation !== null && status !== null

/** The last request that an operation refused by its status. */
export const lastRefused = (came: readonly JournalEntry[]): JournalEntry | undefined =>
  came.findLast(entry => isAnswered(entry) && entry.status! >= 400)

/**
 * The last request that was refused, with the rule that refused it and its passage. Where the vendor refuses with the
 * status of a success, the last request tells which documented case answered it.
 */
export async function refusal({ requests }: Controls, came: readonly JournalEntry[]): Promise<string[]> {
  const refused = lastRefused(came)
  const entry = refused ?? came.findLast(isAnswered)
  if (!entry) return []
  const why = await requests.why(entry.id)
  if (!refused && !why.rule) return []
  return [`  ${refused ? 'Refused' : 'Answered'}: ${sayEntry(entry)} → ${sayRefusal(entry, why)}.`]
}

/** 406: duplicate of client 6274 (title), salesman.txt: Запрос “add”: “Найден существующий клиент” */
function sayRefusal({ status, violations }: JournalEntry, { rule, record, fault, operation }: Why): string {
  if (fault) return `${status}: fault ${fault.id}. ${fault.explains.replace(/\.$/, '')}`
  if (rule)
    return `${status}: ${rule.id}${record ? ` of ${sayRecord(record)}` : ''}, ${rule.docs.replace(/\.$/, '')}: “${rule.text}”`
  const [broken] = violations
  if (broken) return `${status}: ${broken.rule} at ${broken.at}, ${broken.docs.replace(/\.$/, '')}`
  return operation ? `${status}: ${operation.id}, ${operation.docs.page}: ${operation.docs.heading}` : `${status}`
}

/** client 6274 (title) */
function sayRecord({ collection, key, fields }: NonNullable<Why['record']>): string {
  const one = collection.replace(/ies$/, 'y').replace(/(ss|x|ch|sh)es$|s$/, '$1')
  return `${one} ${key}${fields.length > 0 ? ` (${fields.join(', ')})` : ''}`
}

/** The requests that no operation answered, and what the last of them was perhaps meant for. */
export async function unmatched({ requests }: Controls, came: readonly JournalEntry[]): Promise<string[]> {
  const unanswered = came.filter(isUnmatched)
  const last = unanswered.at(-1)
  if (!last) return []
  const { nearest } = await requests.why(last.id)
  const others = unanswered.length > 1 ? `, the last of ${unanswered.length} such requests` : ''
  const meant = nearest?.[0] === undefined ? '' : `; nearest is ${nearest[0]}`
  return [`  No operation answers ${sayEntry(last)} → ${last.status ?? 'no answer'}${others}${meant}.`]
}
