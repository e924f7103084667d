import type { Violation } from '../api/operation.ts'
import { formatIso } from '../sandbox/zone.ts'

export type ServedFrom = 'handler' | 'cache' | 'fault'

/** One request, kept as references; it is written out only when somebody reads it. */
export interface Entry {
  readonly id: string
  readonly seq: number
  /** The sandbox's clock, milliseconds. */
  readonly at: number
  readonly zone: string
  readonly realAt: number
  readonly api: string
  operation: string | null
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
  /** What `verify` compares: parameters, the body's over the query's. */
  params: () => unknown
  status: number | null
  replyHeaders: Readonly<Record<string, string>>
  replyBody: string
  durationMs: number
  servedFrom: ServedFrom
  fault: string | null
  violations: readonly Violation[]
  readings: readonly string[]
  /** The sandbox was reset between its beginning and its write. */
  stale: boolean
  /** The client went away before it was answered. */
  aborted: boolean
  /** Credentials in clear, masked when the entry is read. */
  secrets: readonly string[]
}

const MASK = '***'
const BYTE_LIMIT = 64 * 1024 * 1024

/** What came to one sandbox, in order: bounded by entries and by bytes, the oldest dropped first. */
export class Journal {
  readonly #limit: number
  #entries: Entry[] = []
  #first = 0
  #bytes = 0
  #seq = 0
  #dropped = 0

  /** @param limit entries kept at most */
  constructor(limit: number) {
    this.#limit = limit
  }

  get dropped(): number {
    return this.#dropped
  }

  get size(): number {
    return this.#entries.length - this.#first
  }

  /** The number of the next entry; entry ids hold it. */
  nextSeq(): number {
    return ++this.#seq
  }

  add(entry: Entry): void {
    this.#entries.push(entry)
    this.#bytes += weight(entry)
    while (this.size > this.#limit || (this.#bytes > BYTE_LIMIT && this.size > 1)) this.#drop()
  }

  /** Counts what an entry gained since it was added. */
  grew(bytes: number): void {
    this.#bytes += bytes
  }

  /** Entries from the oldest. */
  entries(): readonly Entry[] {
    return this.#first === 0 ? this.#entries : this.#entries.slice(this.#first)
  }

  clear(): void {
    this.#entries = []
    this.#first = 0
    this.#bytes = 0
    this.#dropped = 0
  }

  #drop(): void {
    this.#bytes -= weight(this.#entries[this.#first]!)
    this.#entries[this.#first] = undefined as unknown as Entry
    this.#dropped++
    if (++this.#first >= 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }
}

const weight = (entry: Entry): number => 2 * (entry.url.length + entry.body.length + entry.replyBody.length) + 1024

/** An entry as `/__admin` shows it, with credentials masked. */
export function shown(entry: Entry): Record<string, unknown> {
  const mask = masker(entry.secrets)
  return {
    id: entry.id,
    at: formatIso(entry.at, entry.zone),
    realAt: new Date(entry.realAt).toISOString(),
    api: entry.api,
    operation: entry.operation,
    method: entry.method,
    url: mask(entry.url),
    headers: Object.fromEntries(Object.entries(entry.headers).map(([name, value]) => [name, masked(value, mask)])),
    body: mask(entry.body),
    status: entry.status,
    response: { headers: entry.replyHeaders, body: mask(entry.replyBody) },
    durationMs: entry.durationMs,
    servedFrom: entry.servedFrom,
    fault: entry.fault,
    violations: entry.violations,
    readings: entry.readings,
    ...(entry.stale && { stale: true }),
    ...(entry.aborted && { aborted: true }),
  }
}

const masked = (value: string | string[] | undefined, mask: (text: string) => string) =>
  Array.isArray(value) ? value.map(mask) : value === undefined ? value : mask(value)

/** Secrets go in every form in which they may stand: as they are, percent-encoded, inside JSON. */
function masker(secrets: readonly string[]): (text: string) => string {
  const forms = new Set(
    secrets
      .flatMap(secret => [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)])
      .filter(form => form.length > 0),
  )
  const longestFirst = [...forms].sort((a, b) => b.length - a.length)
  return text => longestFirst.reduce((result, form) => result.replaceAll(form, MASK), text)
}
