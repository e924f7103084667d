import { signal } from '@preact/signals'
import { count, say } from '../words/say.ts'

export interface Notice {
  readonly text: string
  readonly isBad: boolean
}

/** What was done last, or why it was not; it goes by itself. */
export const notice = signal<Notice | null>(null)
/** What a screen reader says of what comes in. */
export const announcement = signal('')

const SHOWN_MS = 6000
const ANNOUNCED_EVERY_MS = 5000
const FIRST_ANNOUNCED_MS = 1000

let timer: ReturnType<typeof setTimeout> | undefined

export function tell(text: string, isBad = false): void {
  notice.value = { text, isBad }
  clearTimeout(timer)
  timer = setTimeout(() => {
    notice.value = null
  }, SHOWN_MS)
}

export const tellError = (error: unknown): void => tell((error as Error).message, true)

let unsaid = 0
let saidAt = Number.NEGATIVE_INFINITY
let isPlanned = false

/** Says that requests came in, politely: not each of them. */
export function announce(requests: number): void {
  unsaid += requests
  if (isPlanned) return
  isPlanned = true
  setTimeout(
    () => {
      announcement.value = say('{n} came in', { n: count(unsaid, 'request') })
      unsaid = 0
      saidAt = performance.now()
      isPlanned = false
    },
    Math.max(FIRST_ANNOUNCED_MS, saidAt + ANNOUNCED_EVERY_MS - performance.now()),
  )
}
