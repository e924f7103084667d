import type { RecordChange } from '../../client/types.ts'
import { hrefOf } from '../state/address.ts'
import { type Phrase, say } from '../words/say.ts'
import { Diff } from './diff.tsx'

const OPS: Readonly<Record<string, Phrase>> = { insert: 'inserted', update: 'updated', delete: 'deleted' }

export function Op({ op }: { readonly op: string }) {
  return <span class={`pill op ${op}`}>{OPS[op] ? say(OPS[op]) : op}</span>
}

export interface ChangeOfProps {
  readonly api: string
  readonly collection: string
  readonly id: string | number
  readonly op: string
  /** Whether nothing around it names its collection. */
  readonly isAlone?: boolean
  /** undefined: it no longer differs. */
  readonly change: RecordChange | undefined
}

/** One record that was written, and its fields. */
export function ChangeOf({ api, collection, id, op, change, isAlone = false }: ChangeOfProps) {
  return (
    <details class="change">
      <summary>
        <Op op={op} /> {isAlone && <span class="muted">{collection} </span>}
        <bdi>{id}</bdi>
        {change?.after && <Outline record={change.after} />}
      </summary>
      {change ? (
        <Diff before={change.before} after={change.after} />
      ) : (
        <p class="muted">{say('It is as it was before.')}</p>
      )}
      {change?.op !== 'delete' && (
        <p>
          <a href={hrefOf({ view: 'data', id: [api, collection, String(id)] })}>{say('Open the record')}</a>
        </p>
      )}
    </details>
  )
}

const NAMES = ['title', 'name', 'Name', 'fullName', 'des', 'phone']

/** By what people know a record. */
function Outline({ record }: { readonly record: Readonly<Record<string, unknown>> }) {
  const name = NAMES.find(candidate => typeof record[candidate] === 'string' && record[candidate] !== '')
  if (!name) return null
  return <bdi class="outline"> {String(record[name]).slice(0, 120)}</bdi>
}
