import type { Api } from '../api/api.ts'
import type { Operation } from '../api/operation.ts'

/** Upper bounds of what is told apart, in seconds; the last kind has none. */
const BOUNDS = [
  0.0001,
  0.00025,
  0.0005,
  0.001,
  0.0025,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  1,
  Number.POSITIVE_INFINITY,
]

export interface RequestCount {
  readonly api: string
  /** Empty where no operation was found. */
  readonly operation: string
  readonly status: number
  readonly count: number
}

export interface Durations {
  /** How many requests took no longer than a bound, in seconds. */
  readonly upTo: readonly { readonly bound: number; readonly count: number }[]
  readonly count: number
  readonly seconds: number
}

/** What the APIs were asked and how long it took, as plain numbers: to count is all that it costs until somebody reads. */
export class RequestMetrics {
  /** By operation, or by API where there is none. */
  readonly #byStatus = new Map<Operation | Api, Map<number, number>>()
  readonly #apis = new Map<Operation | Api, Api>()
  readonly #durations = new Float64Array(BOUNDS.length)
  #milliseconds = 0

  count(api: Api, operation: Operation | undefined, status: number, milliseconds: number): void {
    const key = operation ?? api
    let byStatus = this.#byStatus.get(key)
    if (!byStatus) {
      this.#byStatus.set(key, (byStatus = new Map()))
      this.#apis.set(key, api)
    }
    byStatus.set(status, (byStatus.get(status) ?? 0) + 1)
    let kind = 0
    while (milliseconds > BOUNDS[kind]! * 1000) kind++
    this.#durations[kind]!++
    this.#milliseconds += milliseconds
  }

  counts(): RequestCount[] {
    return [...this.#byStatus].flatMap(([key, byStatus]) => {
      const api = this.#apis.get(key)!
      const operation = key === api ? '' : (key as Operation).id
      return [...byStatus].map(([status, count]) => ({ api: api.name, operation, status, count }))
    })
  }

  durations(): Durations {
    let count = 0
    const upTo = BOUNDS.map((bound, kind) => ({ bound, count: (count += this.#durations[kind]!) }))
    return { upTo, count, seconds: this.#milliseconds / 1000 }
  }
}
