import type { Work } from '../lib/slices.ts'
import { findingClosest, SHOWN, showing } from './closest.ts'
import { type ExpectedRequest, expecting, isWanted, sayRequest } from './expected-request.ts'
import type { Journal } from './journal.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { OpenVerdict } from './verify.ts'

/** Whether requests came in this order, others between them allowed; `matched` is how many of them did, from the first. */
export function* verifyingOrder(journal: Journal, sequence: readonly ExpectedRequest[]): Work<OpenVerdict> {
  const entries = [...journal.entries()]
  const lost = lostAtMost(journal, sequence)
  const found = yield* inOrder(entries, sequence)
  const [matched, expected] = [found.length, sequence.length]
  if (matched === expected) return { ok: true, matched, expected, nearest: [] }
  if (lost > 0 && (yield* inOrder(entries, sequence.slice(lost))).length === expected - lost)
    return { ok: null, matched, expected, nearest: [] }
  const missing = sequence[matched]!
  const last = found.at(-1)
  const taken = new Set(found)
  const early: LoggedExchange[] = []
  const others: LoggedExchange[] = []
  for (const entry of entries) {
    yield
    if (!taken.has(entry)) ((yield* expecting(missing, entry)) ? early : others).push(entry)
  }
  const differs = [() => `order: came before ${last?.id}, not after it`]
  const tooEarly = yield* showing(early.slice(-SHOWN).map(entry => ({ entry, differs })))
  const nearest = [...tooEarly.reverse(), ...(yield* findingClosest(others, missing))].slice(0, SHOWN)
  const place = `request ${matched + 1} of ${expected}, ${sayRequest(missing, journal.secrets)},`
  const message = `Cannot verify the order: ${place} did not come${last ? ` after ${last.id}` : ''}.`
  return { ok: false, matched, expected, nearest, message }
}

/** The first request of each step, as far as they come in this order. */
function* inOrder(entries: readonly LoggedExchange[], sequence: readonly ExpectedRequest[]): Work<LoggedExchange[]> {
  const found: LoggedExchange[] = []
  for (const entry of entries) {
    yield
    if (found.length < sequence.length && (yield* expecting(sequence[found.length]!, entry))) found.push(entry)
  }
  return found
}

/** How many of the first steps may have been among the entries that the journal lost. */
function lostAtMost(journal: Journal, sequence: readonly ExpectedRequest[]): number {
  if (journal.dropped === 0) return 0
  const taken = new Map<string, number>()
  const fits = (step: ExpectedRequest): boolean => {
    const name = `${step.api} ${step.operation} ${step.direction} ${step.url}`
    taken.set(name, (taken.get(name) ?? 0) + 1)
    return taken.get(name)! <= journal.droppedOf(operation => isWanted(step, operation))
  }
  const end = sequence.findIndex(step => !fits(step))
  return end < 0 ? sequence.length : end
}
