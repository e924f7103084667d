import type { ExplainedEntry } from '../../client/types.ts'
import { plain } from '../../core/lib/readable.ts'
import { texts } from '../language.ts'
import { linesOf, sayViolation } from '../log/line.ts'
import { paintFor } from '../log/paint.ts'
import type { CommandWork } from './command.ts'

/** Explains the answer to one request. */
export const showWhy: CommandWork<object> = async ({ connection, box }, { json }, [rid]) => {
  const path = `/sandboxes/${box.id}/requests/${encodeURIComponent(rid!)}`
  const entry = await connection.ask<ExplainedEntry>(path)
  if (json) console.log(JSON.stringify(entry, null, 2))
  else for (const line of whyLines(entry)) console.log(line)
}

function whyLines(entry: ExplainedEntry): string[] {
  const paint = paintFor(process.stdout)
  const [line] = linesOf(entry.id, { ...entry, violations: [] }, { texts, paint })
  const { why } = entry
  const says = texts.why
  const row = (name: string, text: string): string => `  ${paint(`${name}:`, 'dim')} ${plain(text)}`
  const { operation, rule, record, readings, changes, cache, fault, violations, nearest } = why
  return [
    line!,
    ...(operation ? [row(says.operation, `${operation.id} (${operation.docs.page}: ${operation.docs.heading})`)] : []),
    ...(nearest?.length ? [row(says.nearest, nearest.join(', '))] : []),
    ...(rule ? [row(says.rule, `${rule.id}: ${rule.text} (${rule.docs})`)] : []),
    ...(record ? [row(says.record, `${record.collection} ${[record.key, ...record.fields].join(', ')}`)] : []),
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
