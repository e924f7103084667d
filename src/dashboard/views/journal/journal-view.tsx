import { useEffect, useRef } from 'preact/hooks'
import { go, place } from '../../state/address.ts'
import { FILTER_NAMES } from '../../state/filter.ts'
import { journal, pauseJournal } from '../../state/journal.ts'
import { onKey } from '../../state/keys.ts'
import { count, number, say } from '../../words/say.ts'
import { EntryPanel } from './entry-panel.tsx'
import { JournalTable } from './journal-table.tsx'

/** What came, and beside it the entry that is chosen. */
export function JournalView() {
  const { id } = place.value
  useEffect(() => {
    const keys = [
      onKey('next', () => step(1)),
      onKey('previous', () => step(-1)),
      onKey('pause', () => pauseJournal(!journal.value.isPaused)),
      onKey('close', () => go({ id: [] })),
    ]
    return () => {
      for (const forget of keys) forget()
    }
  }, [])
  return (
    <div class={id.length > 0 ? 'split chosen' : 'split'}>
      <section class="list" aria-label={say('Requests')}>
        <Toolbar />
        <JournalTable />
      </section>
      {id[0] !== undefined && <EntryPanel key={id[0]} id={id[0]} />}
    </div>
  )
}

function step(by: 1 | -1): void {
  const { shown } = journal.value
  if (shown.length === 0) return
  const at = shown.findIndex(({ id }) => id === place.value.id[0])
  const next = at < 0 ? (by > 0 ? 0 : shown.length - 1) : Math.min(shown.length - 1, Math.max(0, at + by))
  go({ id: [shown[next]!.id] })
}

function Toolbar() {
  const field = useRef<HTMLInputElement>(null)
  const { shown, total, dropped, isPaused, waiting } = journal.value
  useEffect(() => onKey('filter', () => field.current?.focus()), [])
  return (
    <div class="toolbar">
      <input
        ref={field}
        type="search"
        class="filter"
        aria-label={say('Filter requests')}
        placeholder={say('Filter requests')}
        title={FILTER_NAMES.map(name => `${name}:`).join(' ')}
        list="filter-names"
        value={place.value.filter}
        onInput={event => go({ filter: event.currentTarget.value }, true)}
      />
      <datalist id="filter-names">
        {['status:4xx', 'status:5xx', 'violation:', 'unmatched:', 'fault:', 'api:', 'operation:', 'method:'].map(
          text => (
            <option key={text} value={text} />
          ),
        )}
      </datalist>
      <span class="muted total">
        {shown.length === total
          ? count(total, 'request')
          : say('{n} of {all}', { n: number(shown.length), all: number(total) })}
        {dropped > 0 && ` · ${say('{n} older ones dropped', { n: number(dropped) })}`}
      </span>
      <button type="button" aria-pressed={isPaused} onClick={() => pauseJournal(!isPaused)}>
        {say('Pause')}
      </button>
      {isPaused && <span class="muted">{say('{n} waiting', { n: number(waiting) })}</span>}
    </div>
  )
}
