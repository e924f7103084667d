import { useId } from 'preact/hooks'
import { ChangeOf } from '../../parts/change.tsx'
import { Loading } from '../../parts/state.tsx'
import { place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import type { Change, Entry } from '../../state/model.ts'
import { under } from '../../state/server.ts'
import { say } from '../../words/say.ts'

/** What the request wrote. */
export function EntryChanges({ entry }: { readonly entry: Entry }) {
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

function Body({ entry: { api, why } }: { readonly entry: Entry }) {
  const wrote = why?.changes ?? []
  const path = wrote.length === 0 ? null : under(place.value.sandbox, 'changes')
  const { data } = useLoaded<{ changes: Change[] }>(path, ['change'])
  if (!why) return <p class="muted">{say('This server does not tell what a request wrote.')}</p>
  if (wrote.length === 0) return <p class="muted">{say('It changed nothing.')}</p>
  if (!data) return <Loading />
  return (
    <>
      <p class="muted">{say('Compared with the start of the sandbox.')}</p>
      {wrote.map(({ collection, key, op }) => {
        const name = collection.split(/[ .]/).at(-1)!
        const change = data.changes.find(
          candidate => candidate.api === api && candidate.collection === name && String(candidate.key) === String(key),
        )
        return (
          <ChangeOf isAlone key={`${name} ${key}`} api={api ?? ''} collection={name} id={key} op={op} change={change} />
        )
      })}
    </>
  )
}
