import type { DataRecord } from '../../client/types.ts'
import { say } from '../words/say.ts'

interface DiffProps {
  readonly before: DataRecord | null
  readonly after: DataRecord | null
}

/** What became of a record, field by field. */
export function Diff({ before, after }: DiffProps) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])]
  const differing = names.filter(name => JSON.stringify(before?.[name]) !== JSON.stringify(after?.[name]))
  const both = before !== null && after !== null
  return (
    <table class="diff">
      <thead>
        <tr>
          <th scope="col">{say('Field')}</th>
          {before && <th scope="col">{say('Before')}</th>}
          {after && <th scope="col">{say('After')}</th>}
        </tr>
      </thead>
      <tbody>
        {(both ? differing : names.filter(name => !isNothing((before ?? after)![name]))).map(name => (
          <tr key={name}>
            <th scope="row">
              <bdi>{name}</bdi>
            </th>
            {before && <Value value={before[name]} kind={both ? 'old' : 'gone'} />}
            {after && <Value value={after[name]} kind="new" />}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

const isNothing = (value: unknown): boolean => value === null || value === undefined || value === ''

function Value({ value, kind }: { readonly value: unknown; readonly kind: string }) {
  return (
    <td class={kind}>
      <bdi>{sayValue(value)}</bdi>
    </td>
  )
}

/** A field's value on one line. */
export function sayValue(value: unknown): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
