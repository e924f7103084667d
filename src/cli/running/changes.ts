import { isDeepStrictEqual } from 'node:util'
import type { RecordChange } from '../../client/types.ts'
import { plain } from '../../core/lib/readable.ts'
import { shorten } from '../../core/lib/shorten.ts'
import { texts } from '../language.ts'
import { paintFor } from '../log/paint.ts'
import type { CommandWork } from './command.ts'

/** What differs from the start of a sandbox, field by field. */
export const showChanges: CommandWork<object> = async ({ box }, { json }) => {
  const changes = await box.changes()
  if (json) console.log(JSON.stringify({ changes }, null, 2))
  else if (changes.length === 0) console.log(texts.running.noChanges)
  else for (const change of changes) console.log(linesOf(change).join('\n'))
}

const COLOURS = { insert: 'green', update: 'yellow', delete: 'red' } as const

function linesOf({ api, collection, key, op, before, after }: RecordChange): string[] {
  const paint = paintFor(process.stdout)
  const name = paint(texts.running.ops[op] ?? op, COLOURS[op as keyof typeof COLOURS] ?? 'dim')
  return [
    `${plain(`${api} ${collection} ${key}`)} ${name}`,
    ...fieldsOf(before, after).map(field => `  ${plain(field)}`),
  ]
}

type Values = Readonly<Record<string, unknown>> | null

/** Of a record that is gone, nothing more is to be said. */
function fieldsOf(before: Values, after: Values): string[] {
  if (after === null) return []
  return Object.keys({ ...before, ...after })
    .filter(name => !isDeepStrictEqual(before?.[name], after[name]))
    .filter(name => before !== null || !isNothing(after[name]))
    .map(name =>
      before === null ? `${name}: ${brief(after[name])}` : `${name}: ${brief(before[name])} → ${brief(after[name])}`,
    )
}

/** What a new record need not say of itself. */
const isNothing = (value: unknown): boolean => !value || (Array.isArray(value) && value.length === 0)

function brief(value: unknown): string {
  const text = JSON.stringify(value) ?? '—'
  return shorten(text, 100)
}
