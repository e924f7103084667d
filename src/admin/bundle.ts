import type { Api } from '../core/api/api.ts'
import type { Fault } from '../core/faults/fault.ts'
import { type JournalEntry, readingEntry } from '../core/journal/entry.ts'
import type { LoggedExchange, NamedCredential } from '../core/journal/logged-exchange.ts'
import { joinParts, toPortable } from '../core/journal/portable.ts'
import type { Work } from '../core/lib/slices.ts'
import { formatIso } from '../core/lib/zone.ts'
import type { ClockReading, Sandbox } from '../core/sandbox/sandbox.ts'
import { LazyList } from './json-pieces.ts'
import { inForce } from './readings.ts'
import { route } from './route.ts'

/** A fault as a bundle has it. */
export interface BundledFault extends Fault {
  /** The last request that came before it was arranged; absent: none. */
  readonly since?: string
}

/** A sandbox, and all that came to it, to be played again elsewhere; credentials stand by name: `$POLIGON_APIKEY`. */
export interface Bundle {
  /** The name of the scenario that it started from. */
  readonly scenario: string
  readonly seed: number
  /** How many records were generated, by API. */
  readonly records: Readonly<Record<string, number>>
  /** What its clock showed at the first request. */
  readonly clock: ClockReading
  readonly timezone: string
  /** Those in force, by default too: where they are played, others may be. */
  readonly readings: Readonly<Record<string, string>>
  readonly profiles: Readonly<Record<string, string>>
  readonly strict: boolean
  readonly faults: readonly BundledFault[]
  readonly requests: readonly JournalEntry[]
  /** How many requests before those the journal lost; absent: none. */
  readonly dropped?: number
}

const get = route('GET /sandboxes/:id/bundle', {
  summary: 'The sandbox and its requests, to replay elsewhere.',
  handle: ({ server: { apis }, sandbox }) => ({
    ...headOf(sandbox, apis),
    // What its APIs did by themselves, they do again.
    requests: new LazyList(sandbox.journal.entries().filter(isRequest), bundling(apis)),
  }),
})

export const bundleRoutes = [get]

const isRequest = ({ direction, timer }: LoggedExchange): boolean => direction === 'in' && !timer

function headOf(sandbox: Sandbox, apis: readonly Api[]): Omit<Bundle, 'requests'> {
  const { settings, seed, timezone, strict, clock } = sandbox.state
  const { journal } = sandbox
  const now = formatIso(journal.entries()[0]?.at ?? sandbox.now, timezone)
  const { scenario, records } = settings
  return {
    ...{ scenario, seed, records, clock: { now, frozen: clock.frozen }, timezone, ...inForce(sandbox, apis), strict },
    faults: sandbox.faults
      .snapshot()
      .map(({ id, fault, since }) => ({ id, ...fault, ...(since > 0 && { since: `r${since}` }) })),
    ...(journal.dropped > 0 && { dropped: journal.dropped }),
  }
}

/** Makes entries portable, one after another: what an answer issued is known in the requests after it. */
function bundling(apis: readonly Api[]): (entry: LoggedExchange) => Work<JournalEntry> {
  const issued = new Set<string>()
  return function* (entry) {
    const account = apis.find(({ name }) => name === entry.api)?.account ?? {}
    // A wrong one is to be wrong again.
    const isKnown = ({ name, value }: NamedCredential): boolean => {
      const bare = value.replace(/~[^~]*$/, '')
      return bare === account[name] || issued.has(bare)
    }
    const mask = yield* entry.masking()
    const { target, headers, body } = toPortable(entry, mask, isKnown)
    yield
    const text = (parts: typeof body): string => joinParts(parts, variable => `$${variable}`)
    for (const secret of entry.issued) issued.add(secret)
    return {
      ...(yield* readingEntry(entry, mask)),
      url: text(target),
      headers: { host: entry.headers.host, ...Object.fromEntries(headers.map(([name, value]) => [name, text(value)])) },
      body: text(body),
    }
  }
}
