import type { CredentialPlace } from '../api/credentials.ts'
import { NO_BODY, parseJson, type RawBody } from '../api/input.ts'
import { HttpFault } from '../api/refusal.ts'
import { cookieIn } from '../lib/cookies.ts'
import { type HeaderList, joinHeaders } from '../lib/header-list.ts'
import { parseParams } from '../lib/params.ts'
import { targetOf } from '../lib/request-target.ts'
import type { Work } from '../lib/slices.ts'
import { BareExchange } from './bare-exchange.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { ArrivalMoment } from './logged-request.ts'
import { Mask } from './mask.ts'

/** What came of a request that reached no API, as far as it could be read. */
export interface UnmatchedHead {
  readonly method: string | null
  readonly url: string | null
  readonly rawHeaders: HeaderList
  readonly raw?: RawBody | undefined
}

/** Our own refusal of it. */
export interface OwnReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** The operations that were perhaps meant. */
  readonly nearest: readonly string[] | undefined
}

/** Roughly what an entry takes by itself, in bytes. */
const OWN_WEIGHT = 512

/** A request that reached no API, and what we answered in its place. */
export class UnmatchedRequest extends BareExchange implements LoggedExchange {
  readonly direction = 'in'
  readonly api = null
  readonly method: string | null
  readonly url: string | null
  readonly durationMs = 0
  readonly servedFrom = 'handler'
  readonly fault = null
  readonly struckBy = null
  readonly defect = null
  readonly aborted: boolean
  readonly #rawHeaders: HeaderList
  readonly #raw: RawBody
  readonly #reply: OwnReply | null
  readonly #places: readonly CredentialPlace[]

  /**
   * @param places where the credentials of every API may stand: any may have been meant
   * @param reply null: the client went away before it was answered
   */
  constructor(head: UnmatchedHead, moment: ArrivalMoment, places: readonly CredentialPlace[], reply: OwnReply | null) {
    super(moment)
    this.method = head.method
    this.url = head.url
    this.#rawHeaders = head.rawHeaders
    this.#raw = head.raw ?? NO_BODY
    this.#reply = reply
    this.#places = places
    this.aborted = reply === null
  }

  get path(): string | null {
    return this.url === null ? null : targetOf(this.url).path
  }
  get headers(): LoggedExchange['headers'] {
    return joinHeaders(this.#rawHeaders)
  }
  get body(): string {
    return this.#raw.text
  }
  get status(): number | null {
    return this.#reply?.status ?? null
  }
  get replyHeaders(): Readonly<Record<string, string>> {
    return this.#reply?.headers ?? {}
  }
  get replyBody(): string {
    return this.#reply?.body ?? ''
  }
  get nearest(): readonly string[] | undefined {
    return this.#reply?.nearest
  }
  *masking(): Work<Mask> {
    const { headers, body } = this
    const credentials = credentialsIn({ url: this.url, rawHeaders: this.#rawHeaders, raw: this.#raw }, this.#places)
    yield
    return yield* Mask.making({ url: this.url ?? '', headers, body, isReadable: false, credentials }, this.secrets)
  }
  get weight(): number {
    const { url, body, replyBody } = this
    return (url?.length ?? 0) + this.#rawHeaders.join('').length + 2 * (body.length + replyBody.length) + OWN_WEIGHT
  }
  *readingParams(): Work<unknown> {
    yield
    const query = this.url === null ? {} : parseParams(targetOf(this.url).search)
    return { ...query, ...objectIn(this.body) }
  }
}

/** The object that a text is in JSON; {} where it is none. */
export function objectIn(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith('{')) return {}
  try {
    return parseJson(text) as Record<string, unknown>
  } catch (error) {
    if (error instanceof HttpFault) return {}
    throw error
  }
}

/** Whatever stands where a credential of one of the APIs may. */
export function credentialsIn(
  { url, rawHeaders, raw = NO_BODY }: Pick<UnmatchedHead, 'url' | 'rawHeaders' | 'raw'>,
  places: readonly CredentialPlace[],
): string[] {
  const headers = joinHeaders(rawHeaders)
  const query = new URLSearchParams(url === null ? '' : targetOf(url).search)
  const fields = raw.multipart instanceof HttpFault ? undefined : raw.multipart?.params
  const inForm = new URLSearchParams(raw.text.startsWith('{') ? '' : raw.text)
  const inJson = objectIn(raw.text)
  const found = places.flatMap((place): unknown[] => {
    if (place.in === 'bearer') return [/^Bearer +([^ ].*)$/i.exec(headers.authorization ?? '')?.[1]?.trim()]
    if (place.in === 'header') return [headers[place.name.toLowerCase()]].flat()
    if (place.in === 'query') return query.getAll(place.name)
    if (place.in === 'cookie') return [cookieIn([headers.cookie].flat().join('; '), place.name)]
    // Where a path is of no API, nothing tells its parameters.
    if (place.in === 'path') return []
    return [fields?.[place.name], inJson[place.name], ...inForm.getAll(place.name)]
  })
  return [...new Set(found.filter(value => typeof value === 'string' && value !== '') as string[])]
}
