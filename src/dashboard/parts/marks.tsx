import type { EntrySummary } from '../../client/types.ts'
import { isUnmatched } from '../state/filter.ts'
import { say } from '../words/say.ts'

export type Mark =
  | 'webhook'
  | 'failed timer'
  | 'violation'
  | 'fault'
  | 'cache'
  | 'unmatched'
  | 'stale'
  | 'aborted'
  | 'held'

export function Pill({ mark, title }: { readonly mark: Mark; readonly title?: string }) {
  return (
    <span class={`pill ${mark.replace(' ', '-')}`} title={title}>
      {say(mark)}
    </span>
  )
}

function marksOf(entry: EntrySummary): Mark[] {
  const { violations, fault, servedFrom, stale, aborted, direction, timer } = entry
  return [
    ...(direction === 'out' ? ['webhook' as const] : []),
    ...(timer ? ['failed timer' as const] : []),
    ...(isUnmatched(entry) ? ['unmatched' as const] : []),
    ...(violations.length > 0 ? ['violation' as const] : []),
    ...(fault !== null ? ['fault' as const] : []),
    ...(servedFrom === 'cache' ? ['cache' as const] : []),
    ...(stale ? ['stale' as const] : []),
    ...(aborted ? ['aborted' as const] : []),
  ]
}

export function Marks({ entry }: { readonly entry: EntrySummary }) {
  return marksOf(entry).map(mark => <Pill key={mark} mark={mark} />)
}

const kindOf = (status: number | null): string => (status === null ? 'none' : `s${Math.floor(status / 100)}`)

export function Status({ status }: { readonly status: number | null }) {
  return <span class={`status ${kindOf(status)}`}>{status ?? '—'}</span>
}
