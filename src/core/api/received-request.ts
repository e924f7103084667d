import type { IncomingHttpHeaders } from 'node:http'
import { type Charset, charsetOf } from '../lib/charset.ts'
import { cookieIn } from '../lib/cookies.ts'
import { type HeaderList, headerText } from '../lib/header-list.ts'
import { originOf } from '../lib/origin.ts'
import { decodePercent, type Params, parseParams } from '../lib/params.ts'
import type { Dropped } from '../lib/php-dropped.ts'
import { parsePhpParams } from '../lib/php-params.ts'
import type { Work } from '../lib/slices.ts'
import { type Api, baseOf } from './api.ts'
import { type CredentialPlace, placesOf, withoutSuffix } from './credentials.ts'
import { defaultInput, inputOf, isFields } from './default-input.ts'
import { FORM, type Input, isJson, NO_BODY, parseJson, type RawBody, type Received, readingJson } from './input.ts'
import type { Operation } from './operation.ts'
import { HttpFault, type Refusal } from './refusal.ts'
import { routesOf, segmentAt } from './route.ts'

/** The head of a request, where it says that it belongs, and which API it is for. */
export interface RequestHead {
  readonly method: string
  /** As it came. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly rawHeaders: HeaderList
  /** Its place in the order of arrivals and resets. */
  readonly sequence: number
  readonly api: Api
  /** What the server speaks. Default: http. */
  readonly scheme?: 'http' | 'https'
  /** Before the API: `/~w1`, or ''. */
  readonly prefix: string
  /** The path as it came, without sandbox prefix and query. */
  readonly fullPath: string
  readonly search: string
  /** Where the server is reached, where its operator said so. */
  readonly publicUrl?: string | undefined
}

const JSON_TYPE = 'application/json'
/** Letters of a large body. */
export const LARGE_BODY = 64 * 1024
const NO_DROPS: readonly Dropped[] = []
const NO_PARAMS: Readonly<Record<string, string>> = Object.freeze({})

/** What came: a request to an API, and all that can be read of it before its sandbox is known. */
export class ReceivedRequest implements Received {
  readonly head: RequestHead
  /** Below the base path, as it came, with its slash; '' where it ends with the base path. */
  readonly path: string
  /** The verb that is meant: the head's, unless the request says otherwise. */
  method: string
  /** The target as it came, where it held letters that HTTP does not carry raw. */
  rawTarget: string | undefined
  /** The operation that it is for. */
  operation: Operation | undefined
  /** Why no operation answers, where none does. */
  unrouted: HttpFault | Refusal | Error | undefined
  params: Readonly<Record<string, string>> = NO_PARAMS
  raw: RawBody = NO_BODY
  /** Why the body could not be taken, where it could not. */
  bodyFault: HttpFault | undefined
  #query: Params | undefined
  #form: Params | undefined
  #json: { value: unknown } | undefined
  #dropped: readonly Dropped[] = NO_DROPS
  #input: Input | Error | undefined
  #body: { value: unknown } | undefined

  constructor(head: RequestHead) {
    this.head = head
    this.method = head.method
    const { api, fullPath } = head
    this.path = fullPath.slice((api.basePaths ? baseOf(api, fullPath) : api.basePath).length)
  }

  get api(): Api {
    return this.head.api
  }
  get headers(): Record<string, string | undefined> {
    return this.head.headers as Record<string, string | undefined>
  }
  get rawHeaders(): readonly string[] {
    return this.head.rawHeaders
  }
  get search(): string {
    return this.head.search
  }
  get query(): Params {
    return (this.#query ??= this.#params(this.head.search, 'query', 'utf-8'))
  }
  get baseUrl(): string {
    const { prefix, api } = this.head
    return originOf(this.head, this.head) + prefix + api.basePath
  }
  get contentType(): string | undefined {
    return this.headers['content-type']
  }
  get mediaType(): string {
    const { contentType = '' } = this
    // Of one that was sent twice, which proxies join by a comma, the first counts.
    return contentType === JSON_TYPE ? JSON_TYPE : contentType.split(/[;,]/, 1)[0]!.trim().toLowerCase()
  }
  get text(): string {
    if (this.bodyFault) throw this.bodyFault
    return this.raw.text
  }
  get stray(): RawBody['stray'] {
    return this.raw.stray
  }
  get fields(): Params | undefined {
    if (this.bodyFault) throw this.bodyFault
    const { text, multipart } = this.raw
    if (multipart instanceof HttpFault) throw multipart
    if (multipart) return multipart.params
    if (this.mediaType !== FORM) return undefined
    return (this.#form ??= this.#params(text, 'form', charsetOf(this.contentType) ?? 'utf-8'))
  }
  json(): unknown {
    return (this.#json ??= { value: parseJson(this.text) }).value
  }
  get isLarge(): boolean {
    return this.raw.text.length >= LARGE_BODY
  }
  /** Whether the body is so much JSON that it is read in steps. */
  get isReadInSteps(): boolean {
    return this.isLarge && (this.mediaType === '' || isJson(this.mediaType))
  }
  /** Reads a large body, in steps. What is wrong with it is told when it is asked for. */
  *reading(): Work<void> {
    if (this.isReadInSteps && !this.#json) this.#json = (yield* readingJson(this.raw.text)) ?? undefined
  }
  /** What was sent and is lost, as far as the request was read. */
  get dropped(): readonly Dropped[] {
    const { multipart } = this.raw
    return multipart && !(multipart instanceof HttpFault) && multipart.dropped.length > 0
      ? [...this.#dropped, ...multipart.dropped]
      : this.#dropped
  }

  /** A header by its lower-case name; of several with one name, as Node joins them. */
  header(name: string): string | undefined {
    const value: unknown = this.headers[name]
    if (value === undefined) return undefined
    return headerText(Array.isArray(value) ? value.join(', ') : (value as string))
  }

  /** Whether the query string has a parameter of this name, whatever its value. */
  hasParameter(name: string): boolean {
    return this.#mayHave(name) && Object.hasOwn(this.query, name)
  }

  /** A declared credential, wherever it stands, without its sandbox suffix. */
  credential(name: string): string | undefined {
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

  /** The same, each with its name. */
  namedCredentials(): { name: string; value: string }[] {
    return Object.entries(this.api.credentials).flatMap(([name, places]) =>
      places.flatMap(place => {
        const value = this.#at(place)
        return value === undefined || value === '' ? [] : [{ name, value }]
      }),
    )
  }

  /** @throws {HttpFault} where it cannot be read */
  get input(): Input {
    const input = this.#read()
    if (input instanceof Error) throw input
    return input
  }

  /** @throws {HttpFault} where it cannot be taken or read */
  get body(): unknown {
    if (this.bodyFault) throw this.bodyFault
    return (this.#body ??= { value: this.input.body }).value
  }

  /** The parameters of the query; undefined where they cannot be read. */
  get readableQuery(): Params | undefined {
    const input = this.#read()
    return input instanceof Error ? undefined : input.query
  }

  /** The body; undefined where it cannot be read. */
  get readableBody(): unknown {
    try {
      return this.body
    } catch {
      // Why not is told when it is validated.
      return undefined
    }
  }

  /** The parameters that `verify` and faults compare, the body's over the query's; {} where they cannot be read. */
  get parameters(): unknown {
    const input = this.#read()
    if (input instanceof Error) return { ...this.params }
    const body = this.readableBody
    if (Array.isArray(body)) return body
    return { ...this.params, ...input.query, ...(isFields(body) ? body : {}) }
  }

  #params(text: string, source: 'query' | 'form', charset: Charset): Params {
    if (this.head.api.parameters !== 'php') return parseParams(text, charset)
    const { params, dropped } = parsePhpParams(text, { source, charset })
    if (dropped.length > 0) this.#dropped = [...this.#dropped, ...dropped]
    return params
  }

  #at(place: CredentialPlace): string | undefined {
    if (place.in === 'header') return this.header(place.name)
    if (place.in === 'bearer') return /^Bearer +(\S.*)$/i.exec(this.header('authorization') ?? '')?.[1]?.trim()
    if (place.in === 'path') return this.params[place.name] ?? this.#inPath(place.name)
    if (place.in === 'cookie') return cookieIn(this.header('cookie'), place.name)
    if (place.in === 'query') return this.#mayHave(place.name) ? asText(this.query[place.name]) : undefined
    const body = this.readableBody
    if (body === null || typeof body !== 'object') return undefined
    return Object.hasOwn(body, place.name) ? asText((body as Params)[place.name]) : undefined
  }

  /** Where no operation was found, a path may still begin as one that has the parameter. */
  #inPath(name: string): string | undefined {
    if (this.operation) return undefined
    for (const operation of this.api.operations)
      for (const { path } of routesOf(operation)) {
        const segment = segmentAt(path, name, this.path)
        if (segment !== undefined) return decodePercent(segment)
      }
    return undefined
  }

  /** Spares most requests the reading of their query; a name may be percent-encoded, or become one in PHP. */
  #mayHave(name: string): boolean {
    const { search, api } = this.head
    if (search === '') return false
    return search.includes(name) || search.includes('%') || (api.parameters === 'php' && RENAMED.test(search))
  }

  #read(): Input | Error {
    if (this.#input) return this.#input
    try {
      const { api, operation } = this
      if (api.readInput && (operation || api.authenticateAt === 'first'))
        return (this.#input = inputOf(api.readInput(this, operation)))
      return (this.#input = defaultInput(this, api, operation))
    } catch (error) {
      return (this.#input = error as Error)
    }
  }
}

/** What is `_` in a name that PHP has read. */
const RENAMED = /[.+[]/

const asText = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined
