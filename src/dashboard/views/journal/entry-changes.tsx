import { useId } from 'preact/hooks'
import type { ExplainedEntry, RecordChange } from '../../../client/types.ts'
import { ChangeOf } from '../../parts/change.tsx'
import { Loading } from '../../parts/state.tsx'
import { place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import { under } from '../../state/server.ts'
import { say } from '../../words/say.ts'

/** What the request wrote. */
export function EntryChanges({ entry }: { readonly entry: ExplainedEntry }) {
  const id = useId()
  return (
    <section class="part" aria-labelledby={id}>
      <div class="part-head">
        <h3 id={id}>{say('Changes')}</h3>
      </div>
      <Body entry={entry} />
    </section>
  )
}

function Body({ entry: { api, why } }: { readonly entry: ExplainedEntry }) {
  const wrote = why.changes
  const path = wrote.length === 0 ? null : under(place.value.sandbox, 'changes')
  const { data } = useLoaded<{ changes: RecordChange[] }>(path, ['change'])
  if (wrote.length === 0) return <p class="muted">{say('It changed nothing.')}</p>
  if (!data) return <Loading />
  return (
    <>
      <p class="muted">{say('Compared with the start of the sandbox.')}</p>
      {wrote.map(({ collection: name, key, op }) => {
        const change = data.changes.find(
          candidate => candidate.api === api && candidate.collection === name && candidate.key === key,
        )
        return (
          <ChangeOf isAlone key={`${name} ${key}`} api={api ?? ''} collection={name} id={key} op={op} change={change} />
        )
      })}
    </>
  )
}
