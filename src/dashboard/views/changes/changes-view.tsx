import { useSignal } from '@preact/signals'
import type { RecordChange } from '../../../client/types.ts'
import { ChangeOf } from '../../parts/change.tsx'
import { FirstLine } from '../../parts/first-line.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { go, place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import type { Checkpoint } from '../../state/model.ts'
import { under } from '../../state/server.ts'
import { count, say } from '../../words/say.ts'
import { Checkpoints } from './checkpoints.tsx'

/** What differs from the start, or from a checkpoint that the filter names. */
export function ChangesView() {
  const { sandbox, filter: since } = place.value
  const checkpoints = useLoaded<{ checkpoints: Checkpoint[] }>(under(sandbox, 'checkpoints'), ['change'])
  const query = since === '' ? '' : `?since=${encodeURIComponent(since)}`
  const { data, error } = useLoaded<{ changes: RecordChange[] }>(`${under(sandbox, 'changes')}${query}`, ['change'])
  const names = (checkpoints.data?.checkpoints ?? []).map(({ name }) => name)
  const groups = Map.groupBy(data?.changes ?? [], ({ api, collection }) => `${api} ${collection}`)
  return (
    <div class="page">
      <div class="toolbar">
        <label class="inline">
          {say('Since')}
          <select value={since} onChange={event => go({ filter: event.currentTarget.value })}>
            <option value="">{say('the start')}</option>
            {[...new Set([...names, ...(since === '' ? [] : [since])])].map(name => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <span class="muted total">{data && count(data.changes.length, 'change')}</span>
      </div>
      <Checkpoints all={checkpoints.data?.checkpoints ?? []} />
      {error ? (
        <Failed
          error={error}
          missing={since === '' ? undefined : say('There is no checkpoint “{name}”', { name: since })}
        />
      ) : !data ? (
        <Loading />
      ) : data.changes.length === 0 ? (
        <Empty title={say('Nothing differs')}>
          <p>{say('The sandbox is as it was. A request that writes shows here:')}</p>
          <FirstLine isWriting />
        </Empty>
      ) : (
        [...groups].map(([name, changes]) => <Group key={name} name={name} changes={changes} />)
      )}
    </div>
  )
}

const SHOWN = 50

function Group({ name, changes }: { readonly name: string; readonly changes: readonly RecordChange[] }) {
  const shown = useSignal(SHOWN)
  return (
    <section class="card" aria-label={name}>
      <h3>
        {name} <span class="muted">{count(changes.length, 'change')}</span>
      </h3>
      {changes.slice(0, shown.value).map(change => {
        const { api, collection, key, op } = change
        return <ChangeOf key={key} api={api} collection={collection} id={key} op={op} change={change} />
      })}
      {changes.length > shown.value && (
        <button type="button" onClick={() => (shown.value += 10 * SHOWN)}>
          {say('Show more')}
        </button>
      )}
    </section>
  )
}
