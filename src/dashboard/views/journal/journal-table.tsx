import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import { Loading } from '../../parts/state.tsx'
import { useWindow } from '../../parts/window.ts'
import { place } from '../../state/address.ts'
import { journal } from '../../state/journal.ts'
import { number, say } from '../../words/say.ts'
import { EmptyJournal } from './empty-journal.tsx'
import { JournalRow } from './journal-row.tsx'

const ROW = 34
const HEAD = 32
/** So near to its end the list follows what comes in. */
const NEAR = 24

/** The list: newest last. Only the rows in sight are drawn. */
export function JournalTable() {
  const { shown } = journal.value
  const box = useRef<HTMLDivElement>(null)
  const follows = useRef(true)
  const [seen, setSeen] = useState(shown.length)
  const { from, to } = useWindow(box, shown.length, ROW)
  const chosen = place.value.id[0]

  const toEnd = (): void => {
    follows.current = true
    box.current!.scrollTop = box.current!.scrollHeight
    setSeen(shown.length)
  }
  // The last may come when the table is gone.
  const scroll = (event: Event): void => {
    const { scrollTop, clientHeight, scrollHeight } = event.currentTarget as HTMLElement
    const isAtEnd = scrollHeight - scrollTop - clientHeight < NEAR
    if (isAtEnd || follows.current) setSeen(journal.value.shown.length)
    follows.current = isAtEnd
  }
  useLayoutEffect(() => {
    if (follows.current) toEnd()
    else if (shown.length < seen) setSeen(shown.length)
  }, [shown.length])
  // One that is chosen by key or address comes into sight; the list stays there.
  useLayoutEffect(() => {
    const at = shown.findIndex(({ id }) => id === chosen)
    if (at < 0) return
    const { scrollTop, clientHeight } = box.current!
    const top = at * ROW
    if (top < scrollTop) box.current!.scrollTop = top
    else if (top + ROW + HEAD > scrollTop + clientHeight) box.current!.scrollTop = top + ROW + HEAD - clientHeight
  }, [chosen, chosen !== undefined && shown.length > 0])

  const unseen = follows.current ? 0 : shown.length - seen
  return (
    <div class="scroll-frame">
      <div class="scroll" ref={box} onScroll={scroll}>
        <table class="journal-table" aria-label={say('Journal')} aria-rowcount={shown.length + 1}>
          <thead>
            <tr>
              <th scope="col" class="time">
                {say('Time')}
              </th>
              <th scope="col" class="method">
                {say('Method')}
              </th>
              <th scope="col">{say('Path')}</th>
              <th scope="col" class="operation">
                {say('Operation')}
              </th>
              <th scope="col" class="code">
                {say('Status')}
              </th>
              <th scope="col" class="ms">
                {say('ms')}
              </th>
              <th scope="col" class="marks">
                {say('Marks')}
              </th>
            </tr>
          </thead>
          <tbody>
            <Space rows={from} />
            {shown.slice(from, to).map((entry, index) => (
              <JournalRow key={entry.id} entry={entry} row={from + index + 2} isChosen={entry.id === chosen} />
            ))}
            <Space rows={shown.length - to} />
          </tbody>
        </table>
        {shown.length === 0 && <NoRows />}
      </div>
      {unseen > 0 && (
        <button type="button" class="unseen-count primary" onClick={toEnd}>
          {say('{n} new', { n: number(unseen) })}
        </button>
      )}
    </div>
  )
}

function NoRows() {
  const { total, isLoading, error } = journal.value
  if (total > 0) return <p class="empty muted">{say('No entry matches the filter.')}</p>
  return isLoading ? <Loading /> : <EmptyJournal error={error} />
}

function Space({ rows }: { readonly rows: number }) {
  if (rows <= 0) return null
  return (
    // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a row takes no focus
    <tr aria-hidden="true" class="space">
      <td style={{ height: `${rows * ROW}px` }} />
    </tr>
  )
}
