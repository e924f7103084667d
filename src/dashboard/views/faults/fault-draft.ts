import type { Phrase } from '../../words/say.ts'

/** The form's fields, as they are typed. */
export interface FaultDraft {
  readonly operation: string
  readonly status: string
  readonly delay: string
  readonly times: string
  readonly abort: string
  readonly hold: boolean
}

export const NO_FAULT: FaultDraft = { operation: '', status: '', delay: '', times: '', abort: '', hold: false }

export const ABORTS = ['reset', 'empty', 'truncate', 'garbage', 'hang'] as const

/** What people most often want to see go wrong. */
export const READY_MADE: readonly (readonly [name: Phrase, draft: Partial<FaultDraft>])[] = [
  ['500', { status: '500' }],
  ['429', { status: '429' }],
  ['Time-out', { abort: 'hang', times: '1' }],
  ['Broken connection', { abort: 'reset', times: '1' }],
  ['Hold', { hold: true }],
]

/** What `POST …/faults` takes; what is not a number goes as it is, for the server to refuse at its field. */
export function faultFromDraft({ operation, status, delay, times, abort, hold }: FaultDraft): object {
  return {
    ...(operation !== '' && { match: { operation } }),
    ...(times !== '' && { times: numberOf(times) }),
    ...(delay !== '' && { delayMs: numberOf(delay) }),
    ...(status !== '' && { status: numberOf(status) }),
    ...(abort !== '' && { abort }),
    ...(hold && { hold }),
  }
}

export const isNothing = ({ status, delay, abort, hold }: FaultDraft): boolean =>
  status === '' && delay === '' && abort === '' && !hold

const numberOf = (text: string): number | string => (Number.isNaN(Number(text)) ? text : Number(text))
