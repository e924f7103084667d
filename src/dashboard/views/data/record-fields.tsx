import type { DataRecord } from '../../../client/types.ts'
import { sayValue } from '../../parts/diff.tsx'
import { hrefOf } from '../../state/address.ts'

export interface RecordFieldsProps {
  readonly record: DataRecord
  readonly api: string
  readonly references: Readonly<Record<string, string>>
}

/** What a record says, with a way to the records that it refers to. */
export function RecordFields({ record, api, references }: RecordFieldsProps) {
  return (
    <dl class="pairs fields">
      {Object.entries(record).map(([name, value]) => (
        <>
          <dt key={name}>
            <bdi>{name}</bdi>
          </dt>
          <dd>
            <Value value={value} />
            {references[name] !== undefined && isKey(value) && (
              <a class="reference" href={hrefOf({ id: [api, references[name], String(value)], filter: '' })}>
                {references[name]} {value}
              </a>
            )}
          </dd>
        </>
      ))}
    </dl>
  )
}

/** Zero and nothing refer to nothing. */
const isKey = (value: unknown): value is string | number =>
  Boolean(value) && ['string', 'number'].includes(typeof value)

function Value({ value }: { readonly value: unknown }) {
  if (value === null) return <span class="nothing">null</span>
  if (typeof value === 'object') {
    return (
      <pre>
        <bdi>{JSON.stringify(value, null, 2)}</bdi>
      </pre>
    )
  }
  return <bdi class={typeof value === 'string' ? '' : 'literal'}>{sayValue(value)}</bdi>
}
