import type { EntrySummary } from '../../../client/types.ts'
import { Marks, Status } from '../../parts/marks.tsx'
import { go, hrefOf } from '../../state/address.ts'
import { readable } from '../../state/filter.ts'
import { apis } from '../../state/session.ts'
import { clockTimeOf } from '../../state/time.ts'
import { say } from '../../words/say.ts'

export interface JournalRowProps {
  readonly entry: EntrySummary
  /** Its number in the whole table, the heading being 1. */
  readonly row: number
  readonly isChosen: boolean
}

export function JournalRow({ entry, row, isChosen }: JournalRowProps) {
  const { id, realAt, at, method, url, api, operation, status, durationMs, timer, delivery } = entry
  const [time, thousandths] = clockTimeOf(realAt).split(/(?=\.)/)
  return (
    <tr data-id={id} aria-rowindex={row} aria-current={isChosen ? 'true' : undefined} onClick={() => go({ id: [id] })}>
      <td class="time">
        <a href={hrefOf({ id: [id] })} title={at}>
          {time}
          <span class="ms-part">{thousandths}</span>
        </a>
      </td>
      <td class="method">
        <bdi>{method ?? '—'}</bdi>
      </td>
      <td class="path">
        <EntryPath url={timer?.name ?? url ?? '—'} api={api} />
      </td>
      <td class="operation">
        <bdi>{operation ?? (delivery ? say(delivery) : '—')}</bdi>
      </td>
      <td class="code">
        <Status status={status} />
      </td>
      <td class="ms">{durationMs < 10 ? durationMs.toFixed(1) : Math.round(durationMs)}</td>
      <td class="marks">
        <Marks entry={entry} />
      </td>
    </tr>
  )
}

const SHOWN = 300

/** A path without its sandbox: what it has in common with its neighbours stands back. */
export function EntryPath({ url, api }: { readonly url: string; readonly api: string | null }) {
  const whole = readable(url.slice(0, SHOWN).replace(/^\/~[^/]+/, ''))
  const basePath = apis.value?.find(({ name }) => name === api)?.basePath ?? ''
  const base = basePath !== '' && whole.startsWith(basePath) ? basePath : ''
  const rest = whole.slice(base.length)
  const at = rest.includes('?') ? rest.indexOf('?') : rest.length
  return (
    <bdi title={readable(url).slice(0, 2000)}>
      <span class="base">{base}</span>
      {rest.slice(0, at)}
      <span class="base">{rest.slice(at)}</span>
    </bdi>
  )
}
