import type { IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import { proxyHint } from './proxy-hint.ts'

/** The server refused a call to `/__admin`, or cannot be reached. The message says what was asked, why not, and what to do. */
export class ControlError extends Error {
  override readonly name: string = 'ControlError'
  /** The HTTP status; 0 where the server cannot be reached. */
  readonly status: number
  /** The problem document (RFC 9457) that it sent: `title`, `detail`, `hint`, `errors`. */
  readonly problem: Readonly<Record<string, unknown>>

  constructor(what: string, status: number, problem: Readonly<Record<string, unknown>>) {
    super(
      `Cannot ${what}: ${[problem.detail ?? problem.title ?? `the server answered ${status}`, problem.hint].filter(Boolean).join(' ')}`,
    )
    this.status = status
    this.problem = problem
  }
}

/** A call to `/__admin`. */
export interface Ask {
  /** Default: `GET`. */
  readonly method?: string
  readonly query?: Readonly<Record<string, unknown>>
  /** Sent as JSON. */
  readonly body?: unknown
}

/** A request in full. */
export interface PlainRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A server's address, to put a path behind it. */
export const withoutSlashes = (url: string): string => /^.*[^/]/s.exec(url)?.[0] ?? ''

/** Which certificates of a server are good. */
export type Trust = Pick<RequestOptions, 'ca' | 'rejectUnauthorized'>

/**
 * What asks a server's `/__admin`. By `node:http` and not `fetch`: tests replace `fetch` with their own, and the control
 * of the server must not go with it.
 */
export class Connection {
  readonly url: string
  readonly token: string | null
  /** Where code under test reaches it. */
  readonly publicUrl: string
  readonly #trust: Trust

  /**
   * @param trust which certificates are good, beside those that Node trusts
   * @param publicUrl where code under test reaches it
   */
  constructor(url: string, token: string | null, trust: Trust = {}, publicUrl = url) {
    this.url = withoutSlashes(url)
    this.publicUrl = withoutSlashes(publicUrl)
    this.token = token
    this.#trust = trust
  }

  /**
   * Calls a route of `/__admin`, and gives its answer, parsed.
   *
   * @param path below `/__admin`: `/sandboxes`
   * @throws {ControlError} where the server refuses, or cannot be reached
   */
  async ask<T>(path: string, { method = 'GET', query = {}, body }: Ask = {}): Promise<T> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    return parse(await this.#text(path, method, query, text)) as T
  }

  /** The same, as the text that came. */
  askText(path: string, query: NonNullable<Ask['query']> = {}): Promise<string> {
    return this.#text(path, 'GET', query, undefined)
  }

  async #text(
    path: string,
    method: string,
    query: NonNullable<Ask['query']>,
    body: string | undefined,
  ): Promise<string> {
    const what = `${method} /__admin${path}`
    const { status, reply } = await this.#send(what, `/__admin${path}${searchOf(query)}`, method, body)
    if (status >= 200 && status < 300) return reply
    throw new ControlError(what, status, (parse(reply) ?? {}) as Record<string, unknown>)
  }

  /**
   * Sends any request to the server, as it is written.
   *
   * @returns the answer's body; undefined where the connection broke
   */
  async play({ method, path, headers, body }: PlainRequest): Promise<string | undefined> {
    const sent = { ...headers, ...(body !== '' && { 'content-length': `${Buffer.byteLength(body)}` }) }
    const answer = await this.#exchange(path, method, sent, body).catch(() => undefined)
    return answer?.reply
  }

  async #send(what: string, path: string, method: string, text: string | undefined): Promise<Answer> {
    const headers: Record<string, string> = {
      ...(text !== undefined && { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}` }),
      ...(this.token !== null && { authorization: `Bearer ${this.token}` }),
    }
    const { pathname } = new URL(this.url)
    try {
      return await this.#exchange(pathname.replace(/\/$/, '') + path, method, headers, text)
    } catch (error) {
      const detail = `${this.url} cannot be reached (${(error as NodeJS.ErrnoException).code ?? (error as Error).message}).`
      throw new ControlError(what, 0, { detail, hint: `Start the server, or fix the address.${proxyHint(this.url)}` })
    }
  }

  async #exchange(
    path: string,
    method: string,
    headers: Readonly<Record<string, string>>,
    text: string | undefined,
  ): Promise<Answer> {
    const url = new URL(this.url)
    const { request } = url.protocol === 'https:' ? await import('node:https') : await import('node:http')
    const options: RequestOptions = { ...this.#trust, method, headers, agent: false, path }
    return new Promise((resolve, reject) => {
      const req = request(url, options, res => collect(res).then(resolve, reject))
      req.on('error', reject)
      req.end(text)
    })
  }
}

interface Answer {
  readonly status: number
  readonly reply: string
}

async function collect(res: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = []
  for await (const part of res) parts.push(part as Buffer)
  return { status: res.statusCode!, reply: Buffer.concat(parts).toString('utf8') }
}

function searchOf(query: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined)
  return given.length === 0
    ? ''
    : `?${new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]))}`
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
