interface Waiting {
  /** Rises with each that is set in a sandbox. */
  readonly id: number
  /** When it is due, by the sandbox's clock: milliseconds since the epoch. */
  readonly at: number
  readonly api: string
}

/** Work of an API that waits for its moment. */
export interface Timer extends Waiting {
  /** As the API declares it. */
  readonly name: string
  /** A JSON value. */
  readonly payload: unknown
}

/** A request that an API sends, as it goes out. */
export interface OutgoingRequest {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Seconds from the next attempt to the one after it, and so on. */
  readonly retry: readonly number[]
  /** What of it the journal does not show. */
  readonly secrets: readonly string[]
}

/** A webhook that failed and waits to be sent again. */
export interface Retry extends Waiting {
  readonly webhook: OutgoingRequest
}

export type Pending = Timer | Retry

export const isRetry = (pending: Pending): pending is Retry => 'webhook' in pending

/** All that waits for a sandbox's clock, as a value. */
export interface Timers {
  /** The id that was given last. */
  readonly last: number
  /** Letters of payloads and webhooks. */
  readonly size: number
  /** In the order in which they are due; of those due at once, in the order of their ids. */
  readonly pending: readonly Pending[]
}

export const NO_TIMERS: Timers = Object.freeze({ last: 0, size: 0, pending: [] })

/** Most that wait in one sandbox at once, and the letters that they hold together. */
export const MOST_PENDING = 10_000
export const MOST_PENDING_SIZE = 16 * 1024 * 1024

export const hasRoom = ({ size, pending }: Timers, entry: Pending): boolean =>
  pending.length < MOST_PENDING && size + sizeOf(entry) <= MOST_PENDING_SIZE

export function withPending({ last, size, pending }: Timers, entry: Pending): Timers {
  const place = placeOf(pending, entry)
  return {
    last: Math.max(last, entry.id),
    size: size + sizeOf(entry),
    pending: [...pending.slice(0, place), entry, ...pending.slice(place)],
  }
}

export function withoutPending(timers: Timers, { id }: Pick<Pending, 'id'>): Timers {
  const place = timers.pending.findIndex(entry => entry.id === id)
  if (place < 0) return timers
  const { last, size, pending } = timers
  return { last, size: size - sizeOf(pending[place]!), pending: pending.toSpliced(place, 1) }
}

/** @param last the id that was given last, where it is not the greatest of them */
export function timersOf(entries: readonly Pending[], last = 0): Timers {
  if (entries.length === 0 && last === 0) return NO_TIMERS
  const pending = entries.toSorted((a, b) => a.at - b.at || a.id - b.id)
  return {
    last: pending.reduce((most, { id }) => Math.max(most, id), last),
    size: pending.reduce((sum, entry) => sum + sizeOf(entry), 0),
    pending,
  }
}

/** Behind all that are due before it, or with it. */
function placeOf(pending: readonly Pending[], { at, id }: Pending): number {
  let [from, to] = [0, pending.length]
  while (from < to) {
    const middle = (from + to) >> 1
    const other = pending[middle]!
    if (other.at < at || (other.at === at && other.id < id)) from = middle + 1
    else to = middle
  }
  return from
}

function sizeOf(entry: Pending): number {
  if (!isRetry(entry)) return JSON.stringify(entry.payload).length
  const { url, body, headers } = entry.webhook
  return url.length + body.length + JSON.stringify(headers).length
}
