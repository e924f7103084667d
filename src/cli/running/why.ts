import { texts } from '../language.ts'
import { type LoggedRequest, linesOf, plain, sayViolation } from '../log/line.ts'
import { paintFor } from '../log/paint.ts'
import type { Work } from './command.ts'
import { askNewer } from './newer.ts'

/** Why a request was answered as it was. */
export interface Why {
  readonly operation: { readonly id: string; readonly docs: Passage } | null
  readonly rule: { readonly id: string; readonly text: string; readonly docs: Passage | string } | null
  readonly readings: readonly {
    readonly id: string
    readonly option: string
    readonly about: string
    readonly others: readonly string[]
  }[]
  readonly changes: readonly { readonly collection: string; readonly key: string | number; readonly op: string }[]
  readonly cache: { readonly hit: boolean; readonly ageSeconds?: number } | null
  readonly fault: { readonly id: string; readonly explains: string } | null
  readonly violations: LoggedRequest['violations']
  readonly nearest: LoggedRequest['nearest']
}

interface Passage {
  readonly page: string
  readonly heading: string
}

/** Explains the answer to one request. */
export const showWhy: Work<object> = async ({ connection, box }, { json }, [rid]) => {
  const path = `/sandboxes/${box.id}/requests/${encodeURIComponent(rid!)}`
  const entry = await askNewer<LoggedRequest & { readonly why?: Why }>(connection, path, rid!)
  if (json) console.log(JSON.stringify(entry, null, 2))
  else for (const line of whyLines(entry)) console.log(line)
}

function whyLines(entry: LoggedRequest & { readonly why?: Why }): string[] {
  const paint = paintFor(process.stdout)
  const [line] = linesOf(entry.id, { ...entry, violations: [] }, { texts, paint })
  const { why } = entry
  if (!why) return [line!]
  const says = texts.why
  const row = (name: string, text: string): string => `  ${paint(`${name}:`, 'dim')} ${plain(text)}`
  const { operation, rule, readings, changes, cache, fault, violations, nearest } = why
  return [
    line!,
    ...(operation ? [row(says.operation, `${operation.id} (${passageOf(operation.docs)})`)] : []),
    ...(nearest?.length ? [row(says.nearest, nearest.map(near => nameOf(near)).join(', '))] : []),
    ...(rule ? [row(says.rule, `${rule.id}: ${rule.text} (${passageOf(rule.docs)})`)] : []),
    ...readings.map(({ id, option, about, others }) =>
      row(says.readings, `${id}=${option}: ${about} ${says.others}: ${others.join(', ')}`),
    ),
    ...changes.map(({ collection, key, op }) =>
      row(says.changes, `${collection} ${key} ${texts.running.ops[op] ?? op}`),
    ),
    ...(cache ? [row(says.cacheName, cache.hit ? says.cache(cache.ageSeconds ?? 0) : says.notCached)] : []),
    ...(fault ? [row(says.fault, `${fault.id}: ${fault.explains}`)] : []),
    ...violations.map(violation => row(says.violations, `${violation.rule}: ${sayViolation(violation)}`)),
  ]
}

const nameOf = (near: string | { readonly operation: string }): string =>
  typeof near === 'string' ? near : near.operation

const passageOf = (docs: Passage | string): string =>
  typeof docs === 'string' ? docs : `${docs.page}: ${docs.heading}`
