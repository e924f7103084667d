import type { IncomingHttpHeaders } from 'node:http'
import { type Api, type CredentialPlace, placesOf } from '../api/define-api.ts'
import type { Call, Operation, Params, Reply, Store, Violation } from '../api/operation.ts'
import { HttpFault, type Refusal } from '../api/refusal.ts'
import { valuesIn } from '../journal/mask.ts'
import type { Random } from '../sandbox/random.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { NO_BODY, type RawBody } from './body.ts'
import type { HeaderList } from './header-list.ts'
import { type Input, parseParams, type Received, readBody } from './input.ts'

/** What came, where it says that it belongs, and which API it is for. */
export interface Arrival {
  readonly method: string
  /** As it came. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: HeaderList
  readonly turn: number
  readonly api: Api
  /** What the server speaks. Default: http. */
  readonly scheme?: 'http' | 'https'
  /** Before the API: `/~w1`, or ''. */
  readonly prefix: string
  /** The path as it came, without sandbox prefix and query. */
  readonly fullPath: string
  readonly search: string
}

const JSON_TYPE = 'application/json'
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})

/** One request on its way through an API: what a handler calls `call`. */
export class Exchange implements Call, Received {
  readonly arrival: Arrival
  /** Below the base path, as it came, with its slash; '' where it ends with the base path. */
  readonly path: string
  /** Set once it is known. */
  sandbox!: Sandbox
  operation: Operation | undefined
  /** Why no operation answers, where none does. */
  unrouted: HttpFault | undefined
  params: Readonly<Record<string, string>> = NO_PARAMS
  raw: RawBody = NO_BODY
  /** Why the body could not be taken, where it could not. */
  bodyFault: HttpFault | undefined
  caller: unknown
  found: unknown
  readonly violations: Violation[] = []
  /** Secrets that the answer gives away. */
  readonly issued: string[] = []
  /** The topics of the readings that were asked for. */
  readonly topics: string[] = []
  #input: Input | HttpFault | undefined
  #body: { value: unknown } | undefined
  #now: number | undefined
  #stray: Random | undefined

  constructor(arrival: Arrival) {
    this.arrival = arrival
    this.path = arrival.fullPath.slice(arrival.api.basePath.length)
  }

  get api(): Api {
    return this.arrival.api
  }
  get method(): string {
    return this.arrival.method
  }
  get headers(): Record<string, string | undefined> {
    return this.arrival.headers as Record<string, string | undefined>
  }
  get rawHeaders(): readonly string[] {
    return this.arrival.rawHeaders
  }
  get search(): string {
    return this.arrival.search
  }
  get baseUrl(): string {
    const { prefix, headers, api, scheme = 'http' } = this.arrival
    return `${scheme}://${headers.host ?? 'localhost'}${prefix}${api.basePath}`
  }
  get received(): Received {
    return this
  }
  get contentType(): string | undefined {
    return this.headers['content-type']
  }
  get mediaType(): string {
    const { contentType = '' } = this
    return contentType === JSON_TYPE ? JSON_TYPE : contentType.split(';', 1)[0]!.trim().toLowerCase()
  }
  get text(): string {
    if (this.bodyFault) throw this.bodyFault
    return this.raw.text
  }
  get fields(): Params | undefined {
    if (this.bodyFault) throw this.bodyFault
    if (this.raw.fields instanceof HttpFault) throw this.raw.fields
    return this.raw.fields
  }

  // Handlers take these apart from their call, so they hold their own `this`.
  readonly header = (name: string): string | undefined => {
    const value: unknown = this.headers[name]
    return Array.isArray(value) ? value.join(', ') : (value as string | undefined)
  }

  readonly credential = (name: string): string | undefined => {
    for (const place of this.api.credentials[name] ?? []) {
      const value = this.#at(place)
      if (value !== undefined) return withoutSuffix(value)
    }
    return undefined
  }

  /** Every declared credential as it came, with its sandbox suffix. */
  credentials(): string[] {
    const values: string[] = []
    for (const place of placesOf(this.api)) {
      const value = this.#at(place)
      if (value !== undefined && value !== '') values.push(value)
    }
    return values
  }

  /** What the journal must not show: credentials, in a body that nobody could read too, and what the answer gives away. */
  get secrets(): string[] {
    return [...this.credentials(), ...this.#unread(), ...this.issued]
  }

  /** @throws {HttpFault} where the input cannot be read */
  get input(): Input {
    const input = this.#read()
    if (input instanceof HttpFault) throw input
    return input
  }
  get query(): Params {
    return this.input.query
  }
  /** @throws {HttpFault} where the body cannot be taken or read */
  get body(): unknown {
    if (this.bodyFault) throw this.bodyFault
    return (this.#body ??= { value: this.input.body }).value
  }

  /** Whether the query string has a parameter of this name, whatever its value. */
  hasParameter(name: string): boolean {
    return this.search.includes(name) && Object.hasOwn(parseParams(this.search), name)
  }

  /** The parameters that `verify` and faults compare, the body's over the query's; {} where they cannot be read. */
  get parameters(): unknown {
    const input = this.#read()
    if (input instanceof HttpFault) return { ...this.params }
    const body = this.#readable()
    if (Array.isArray(body)) return body
    return { ...this.params, ...input.query, ...(body !== null && typeof body === 'object' ? body : {}) }
  }

  get store(): Store<Record<string, object>> {
    return this.sandbox.store(this.api)
  }
  get now(): number {
    return (this.#now ??= this.sandbox.now)
  }
  get zone(): string {
    return this.sandbox.zone
  }
  get random(): Random {
    return this.#stray ?? this.sandbox.random
  }
  get memory(): unknown {
    return this.sandbox.memory(this.api.name)
  }
  set memory(value: unknown) {
    this.sandbox.remember(this.api.name, value)
  }

  readonly reading = (topic: string): never => {
    if (!this.topics.includes(topic)) this.topics.push(topic)
    return this.sandbox.reading(this.api, topic) as never
  }
  readonly nextId = (counter: string): number => this.sandbox.nextId(this.api.name, counter)
  readonly conceal = (secret: string): void => void this.issued.push(secret)
  readonly attempt = <R>(work: () => R): R => this.sandbox.attempt(work)
  readonly violate = (violation: Violation): void => this.violateAll([violation])

  /** Notes what was found at once, so that strictness tells it all. */
  violateAll(violations: readonly Violation[]): void {
    for (const violation of violations) this.violations.push(violation)
    // Of a request that is being refused already, strictness has nothing more to refuse.
    if (violations.length > 0 && this.sandbox.state.strict && !this.#stray) throw strictFault(violations)
  }

  /** What its API makes of a «no», on a random stream of its own: a refused request leaves the sandbox as it was. */
  refuse(error: Refusal | HttpFault): Reply {
    this.#stray ??= this.sandbox.strayRandom()
    return this.api.refuse(error, this)
  }

  #at(place: CredentialPlace): string | undefined {
    if (place.in === 'header') return this.header(place.name)
    if (place.in === 'bearer') return /^Bearer +(.+)$/i.exec(this.header('authorization') ?? '')?.[1]?.trim()
    if (place.in === 'query')
      return this.search.includes(place.name) ? asText(parseParams(this.search)[place.name]) : undefined
    const body = this.#readable()
    if (body === null || typeof body !== 'object') return undefined
    return Object.hasOwn(body, place.name) ? asText((body as Params)[place.name]) : undefined
  }

  /** The credentials in a body that is malformed, or that no operation reads. */
  #unread(): string[] {
    const { text } = this.raw
    if (text === '' || this.#readable() !== undefined) return []
    return placesOf(this.api).flatMap(place => (place.in === 'body' ? valuesIn(text, place.name) : []))
  }

  /** The body; undefined where it cannot be read. */
  #readable(): unknown {
    try {
      return this.body
    } catch (error) {
      if (error instanceof HttpFault) return undefined
      throw error
    }
  }

  #read(): Input | HttpFault {
    if (this.#input) return this.#input
    try {
      const { api, operation } = this
      if (api.readInput && (operation || api.authenticateAt === 'first'))
        return (this.#input = api.readInput(this, this, operation))
      const received = this
      return (this.#input = {
        query: parseParams(this.search),
        get body() {
          if (!operation?.body) return undefined
          const body = readBody(received)
          return body === undefined ? {} : body
        },
      })
    } catch (error) {
      if (error instanceof HttpFault) return (this.#input = error)
      throw error
    }
  }
}

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined

/** A credential may end with `~` and a sandbox's name. */
const SUFFIX = /~([^~]*)$/

export const withoutSuffix = (credential: string): string =>
  credential.includes('~') ? credential.replace(SUFFIX, '') : credential

export const suffixOf = (credential: string): string | undefined =>
  credential.includes('~') ? SUFFIX.exec(credential)?.[1] : undefined

function strictFault(violations: readonly Violation[]): HttpFault {
  const flaws = violations.map(({ rule, at, value, docs }) => {
    const message = `${at} ${JSON.stringify(value) ?? ''} breaks ${docs} (${rule})`
    return { at, rule, value, message, params: {} }
  })
  return new HttpFault('invalid', flaws.map(({ message }) => message).join('; '), { flaws })
}
