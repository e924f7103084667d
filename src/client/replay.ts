import { headerBytes } from '../core/lib/header-list.ts'
import { targetOf } from '../core/lib/request-target.ts'
import type { Connection } from './connection.ts'
import type { ApiInfo, Bundle, BundledFault, JournalEntry, JournalPage, ReadingValues } from './types.ts'

/** What a request was answered. */
export interface ReplayedAnswer {
  readonly status: number | null
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What came of a bundle that was played again. */
export interface Replay {
  /** How many requests were sent: all, or those up to the first that was answered otherwise. */
  readonly played: number
  /** The first request that was answered otherwise; null where none was. */
  readonly differs: {
    readonly request: JournalEntry
    readonly expected: ReplayedAnswer
    /** Null where no answer came. */
    readonly got: ReplayedAnswer | null
  } | null
}

/**
 * Plays a bundle in a sandbox of its own, which goes at the end, up to the first answer that differs. The clock stands at
 * the time of each request; faults strike again, but nothing waits.
 *
 * @param options readings that are to be otherwise than in the bundle, by `api.topic`
 * @throws {ControlError} where the server does not know the scenario, or cannot be reached
 */
export async function replayBundle(
  bundle: Bundle,
  connection: Connection,
  options: { readonly readings?: ReadingValues } = {},
): Promise<Replay> {
  const { scenario, seed, timezone, strict, clock } = bundle
  const { apis } = await connection.ask<{ apis: ApiInfo[] }>('/apis')
  // A bundle may speak of APIs that are not served here.
  const served = <V>(values: Readonly<Record<string, V>>): Record<string, V> =>
    Object.fromEntries(Object.entries(values).filter(([id]) => apis.some(({ name }) => name === id.split('.', 1)[0])))
  const start = {
    ...{ scenario, seed, timezone, strict, now: clock.now, frozen: true },
    records: served(bundle.records),
    profiles: served(bundle.profiles),
    readings: { ...served(bundle.readings), ...options.readings },
  }
  const { id } = await connection.ask<{ id: string }>('/sandboxes', { method: 'POST', body: start })
  try {
    return await new Player(bundle, connection, id, apis).play()
  } finally {
    await connection.ask(`/sandboxes/${id}`, { method: 'DELETE' })
  }
}

class Player {
  readonly #bundle: Bundle
  readonly #connection: Connection
  readonly #id: string
  readonly #apis: readonly ApiInfo[]
  /** Credentials that an answer gave, by API and name. */
  readonly #issued = new Map<string, string>()

  constructor(bundle: Bundle, connection: Connection, id: string, apis: readonly ApiInfo[]) {
    this.#bundle = bundle
    this.#connection = connection
    this.#id = id
    this.#apis = apis
  }

  async play(): Promise<Replay> {
    const { requests, faults, clock } = this.#bundle
    await this.#ask('/faults', 'DELETE')
    let waiting = faults
    let shown = clock.now
    let after: string | undefined
    let played = 0
    for (const request of requests) {
      const due = waiting.filter(({ since }) => numberOf(since) < numberOf(request.id))
      waiting = waiting.filter(fault => !due.includes(fault))
      for (const fault of due) await this.#ask('/faults', 'POST', unwaiting(fault))
      if (request.at !== shown) await this.#ask('/clock', 'PUT', { now: (shown = request.at), frozen: true })
      // One that was under way when its client left, or its sandbox was reset, had no answer of its own.
      if (request.status === null || request.stale) continue
      await this.#send(request)
      played++
      const { requests: came } = await this.#connection.ask<JournalPage>(`/sandboxes/${this.#id}/requests`, {
        query: { after, direction: 'in' },
      })
      after = came.at(-1)?.id ?? after
      // A timer that failed stands between the requests.
      const answered = came.find(({ timer }) => !timer)
      const got = answered ? this.#answerOf(answered, request) : null
      const expected = answerOf(request)
      const isKnown = request.fault === null || faults.some(fault => fault.id === request.fault)
      if (isKnown && JSON.stringify(got) !== JSON.stringify(expected))
        return { played, differs: { request, expected, got } }
    }
    return { played, differs: null }
  }

  async #ask(path: string, method: string, body?: object): Promise<void> {
    await this.#connection.ask(`/sandboxes/${this.#id}${path}`, { method, body })
  }

  async #send({ api, method, url, headers: { host: _, ...headers }, body }: JournalEntry): Promise<void> {
    // What could not be read cannot be sent again.
    if (method === null || url === null) return
    const { prefix } = targetOf(url)
    const fill = (text: string): string => this.#fill(text, api)
    const path = prefix === '' ? url : `/~${this.#id}${url.slice(url.indexOf(prefix) + prefix.length)}`
    const filled = Object.entries(headers).map(([name, value]) => [name, headerBytes(fill(String(value)))])
    const text = await this.#connection.play({
      method,
      path: fill(path),
      headers: { ...Object.fromEntries(filled), 'x-mock-sandbox': this.#id },
      body: fill(body),
    })
    if (text !== undefined) this.#learn(text, api)
  }

  /** Puts credentials in the place of their names, and this sandbox at their ends where they named one. */
  #fill(text: string, api: string | null): string {
    return text.replace(/\$POLIGON_([A-Z0-9_]+)(~[a-z0-9._-]*)?/g, (whole, name: string, suffix?: string) => {
      const account = this.#apis.find(one => one.name === api)?.credentials ?? {}
      const own = Object.keys(account).find(known => known.toUpperCase().replace(/[^A-Z0-9]/g, '_') === name)
      const value = own === undefined ? this.#issued.get(`${api} ${name}`) : account[own]
      return value === undefined ? whole : value + (suffix === undefined ? '' : `~${this.#id}`)
    })
  }

  /** An answer may give a credential, a token for one, that later requests carry. */
  #learn(text: string, api: string | null): void {
    for (const [, name, value] of text.matchAll(/"(?:\w+_)?([a-z]+)"\s*:\s*"([^"\\]+)"/gi))
      this.#issued.set(`${api} ${name!.toUpperCase()}`, value!.replace(/~[^~]*$/, ''))
  }

  /** An answer as it would be in the place where the bundle was made. */
  #answerOf(entry: JournalEntry, { url, headers, body }: JournalEntry): ReplayedAnswer {
    const named =
      targetOf(url ?? '/').sandboxId ??
      headers['x-mock-sandbox'] ??
      SUFFIX.exec(url + JSON.stringify(headers) + body)?.[1]
    const sent = new URL(this.#connection.url).host
    const { status, headers: told, body: text } = answerOf(entry)
    const back = (part: string): string =>
      part.replaceAll(`~${this.#id}`, `~${named}`).replaceAll(sent, String(headers.host ?? sent))
    return {
      status,
      headers: Object.fromEntries(Object.entries(told).map(([name, value]) => [name, back(value)])),
      body: back(text),
    }
  }
}

const SUFFIX = /\$POLIGON_[A-Z0-9_]+~([a-z0-9._-]+)/

const answerOf = ({ status, response }: JournalEntry): ReplayedAnswer => {
  const { 'x-mock-request-id': _, ...headers } = response.headers
  return { status, headers, body: response.body }
}

const numberOf = (id: string | undefined): number => Number(id?.slice(1) ?? 0)

/** A fault that does the same, and draws the same from the sandbox's random stream, but keeps nobody waiting. */
function unwaiting({
  since: _,
  hold: __,
  bytesPerSecond: ___,
  delayMs,
  abort,
  ...fault
}: BundledFault): Omit<BundledFault, 'since'> {
  return {
    ...fault,
    ...(typeof delayMs === 'object' && { delayMs }),
    ...(abort && { abort: abort === 'hang' ? 'empty' : abort }),
  }
}
