import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { onKey } from '../../state/keys.ts'
import { count, number, say } from '../../words/say.ts'
import { goToPage, PAGE_SIZE, type RecordPage } from './use-records.ts'

export interface DataBarProps {
  readonly page: RecordPage
  readonly total: number | undefined
  readonly onInsert: () => void
}

const TYPING_MS = 200

/** Search, paging, and a new record. */
export function DataBar({ page, total, onInsert }: DataBarProps) {
  const field = useRef<HTMLInputElement>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => onKey('filter', () => field.current?.focus()), [])
  const last = Math.max(1, Math.ceil((total ?? 0) / PAGE_SIZE))
  // What is typed stands in the field before the address has it.
  const typed = useSignal<string | null>(null)
  const asked = useRef(page.words)
  const search = (words: string): void => {
    typed.value = words
    clearTimeout(timer.current)
    timer.current = setTimeout(() => {
      asked.current = words.trim()
      goToPage({ ...page, words, page: 1 })
    }, TYPING_MS)
  }
  // Where the address changed by itself, it counts; where by what was typed, more may have been typed since.
  useEffect(() => {
    if (asked.current === page.words) return
    asked.current = page.words
    typed.value = null
  }, [page.words])
  return (
    <div class="toolbar">
      <input
        ref={field}
        type="search"
        class="filter"
        aria-label={say('Search records')}
        placeholder={say('Search records')}
        value={typed.value ?? page.words}
        onInput={event => search(event.currentTarget.value)}
      />
      <span class="muted total">{total !== undefined && count(total, 'record')}</span>
      <div class="group">
        <button type="button" disabled={page.page <= 1} onClick={() => goToPage({ ...page, page: page.page - 1 })}>
          {say('Previous')}
        </button>
        <span class="page-number">
          {number(page.page)} / {number(last)}
        </span>
        <button type="button" disabled={page.page >= last} onClick={() => goToPage({ ...page, page: page.page + 1 })}>
          {say('Next')}
        </button>
      </div>
      <button type="button" class="primary" onClick={onInsert}>
        {say('Insert')}
      </button>
    </div>
  )
}
