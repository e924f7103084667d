import { useEffect } from 'preact/hooks'
import type { ExplainedEntry } from '../../../client/types.ts'
import { Marks, Status } from '../../parts/marks.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { go, place } from '../../state/address.ts'
import { onKey } from '../../state/keys.ts'
import { clockTimeOf, readableTime } from '../../state/time.ts'
import { say } from '../../words/say.ts'
import { CopyBar, copyCurl } from './copy-bar.tsx'
import { EntryChanges } from './entry-changes.tsx'
import { EntryFate } from './entry-fate.tsx'
import { EntryWhy } from './entry-why.tsx'
import { EntryPath } from './journal-row.tsx'
import { Message } from './message.tsx'
import { useEntry } from './use-entry.ts'

/** One entry whole: what came, what went, why, and what it changed. */
export function EntryPanel({ id }: { readonly id: string }) {
  const { data: entry, error } = useEntry(place.value.sandbox, id)
  useEffect(() => onKey('curl', () => copyCurl(place.value.sandbox, id)), [id])
  return (
    <section class="entry" aria-label={say('Entry')}>
      <button type="button" class="quiet close" aria-label={say('Close')} onClick={() => go({ id: [] })}>
        ×
      </button>
      {entry ? (
        <Whole entry={entry} />
      ) : error ? (
        <Failed error={error} missing={say('This entry is no longer there')} />
      ) : (
        <Loading />
      )}
    </section>
  )
}

function Whole({ entry }: { readonly entry: ExplainedEntry }) {
  const { id, method, url, api, status, realAt, at, durationMs, timer, direction } = entry
  return (
    <>
      <header>
        <h2>
          <bdi class="method">{method ?? '—'}</bdi> <EntryPath url={timer?.name ?? url ?? '—'} api={api} />
        </h2>
        <p class="facts">
          <Status status={status} />
          <Marks entry={entry} />
          <span class="muted">
            {id} · {clockTimeOf(realAt)} · {durationMs} {say('ms')}
          </span>
          <span class="muted" title={say('By the sandbox’s clock')}>
            {readableTime(at)}
          </span>
        </p>
        {entry.why.rule && (
          <p class="rule">
            <bdi>{entry.why.rule.text}</bdi>
          </p>
        )}
        {!timer && <CopyBar entry={entry} />}
      </header>
      {!timer && (
        <>
          <Message title={say('Request')} url={url} headers={entry.headers} body={entry.body} />
          <Message title={say('Response')} headers={entry.response.headers} body={entry.response.body} />
        </>
      )}
      {timer || direction === 'out' ? <EntryFate entry={entry} /> : <EntryWhy entry={entry} />}
      <EntryChanges entry={entry} />
    </>
  )
}
