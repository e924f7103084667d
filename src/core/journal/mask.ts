import { withoutSuffix } from '../api/credentials.ts'
import type { Violation } from '../api/violation.ts'
import { finish, type Work } from '../lib/slices.ts'
import { findText } from './find-text.ts'
import { isTellingName, type SecretNames } from './secret-names.ts'
import {
  type FoundSecret,
  MASK,
  secretsInForm,
  secretsInJson,
  secretsInMultipart,
  secretsInProse,
} from './secrets-in-text.ts'
import { type SpelledText, withoutEscapes, withoutPercents } from './spelled-text.ts'

type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What a mask must know of a request. */
export interface MaskedRequest {
  readonly url: string
  readonly headers: Headers
  readonly body: string
  /** Whether the body could be read as what it says that it is. */
  readonly isReadable: boolean
  /** The credentials that its API declares, as it was read, and the secrets that the answer gives away. */
  readonly credentials: readonly string[]
}

/** Secrets of one request that are looked for wherever they stand. Who sends more has its other texts masked whole. */
const MOST = 20
/** A shorter one is not looked for, unless it is a credential: «1» is not every 1 in a request. */
const SHORT = 3
const LONG_NAME = 8
/** Of a longer one its beginning is looked for, and where that is found, all that follows goes. */
const LONG = 1000
/** How many spellings may lie over each other: percent-encoded JSON has two. */
const DEEPEST = 2
/** In a text longer than this only one is undone: what it takes to read an entry is bounded. */
const LARGE = 256 * 1024

/** Takes the secrets out of what a request carried, and of what it was answered, however they are spelled. */
export class Mask {
  readonly #request: MaskedRequest
  readonly #names: SecretNames
  readonly #inUrl: readonly FoundSecret[]
  readonly #inBody: readonly FoundSecret[]
  readonly #secrets: readonly string[]
  readonly #isFlooded: boolean
  readonly #hasSpaces: boolean

  private constructor(
    request: MaskedRequest,
    names: SecretNames,
    inUrl: readonly FoundSecret[],
    inBody: readonly FoundSecret[],
  ) {
    this.#request = request
    this.#names = names
    this.#inUrl = inUrl
    this.#inBody = inBody
    const found = [...inUrl, ...inBody].flatMap(({ says }) => says)
    const given = request.credentials.flatMap(secret => [secret, withoutSuffix(secret)])
    const others = [...found, ...secretsInHeaders(request.headers, names)]
    const all = new Set([...given, ...others.filter(secret => secret.length > SHORT)])
    all.delete('')
    this.#isFlooded = all.size > MOST
    // A browser may send any number of cookies, and is not a flood.
    for (const secret of secretsInCookies(request.headers)) all.add(secret)
    this.#secrets = [...all].slice(0, MOST)
    this.#hasSpaces = this.#secrets.some(secret => secret.includes(' '))
  }

  /** Looks for the secrets of a request, in steps: each is one look over its body. */
  static *making(request: MaskedRequest, names: SecretNames): Work<Mask> {
    return new Mask(request, names, secretsInUrl(request.url, names), yield* seekingInBody(request, names))
  }

  /** Any text, by the secrets that are known. */
  text(given: string): string {
    if (given === '') return given
    return this.#isFlooded ? MASK : finish(this.#leavingOut(given, []))
  }

  get url(): string {
    return finish(this.#leavingOut(this.#request.url, this.#inUrl))
  }

  /** The request's body, in steps: each is one look over it. */
  maskingBody(): Work<string> {
    return this.#leavingOut(this.#request.body, this.#inBody)
  }

  get headers(): Headers {
    return this.#headers(this.#request.headers, name => this.#names.has(name))
  }

  /** What an answer says, in steps: of names, only those that tell of a secret by themselves count. */
  *maskingAnswer(given: string): Work<string> {
    if (this.#isFlooded) return this.text(given)
    const found = given.includes('"') ? secretsInJson(given, isTellingName) : []
    yield
    return yield* this.#leavingOut(given, found)
  }

  answerHeaders(given: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
    return this.#headers(given, isTellingName) as Record<string, string>
  }

  /** A value that was read; of its names, only long ones are looked at: a short one is hardly a secret. */
  value(given: unknown): unknown {
    if (typeof given === 'string') return this.text(given)
    if (typeof given === 'number') return this.text(String(given)) === String(given) ? given : MASK
    if (Array.isArray(given)) return given.map(part => this.value(part))
    if (given === null || typeof given !== 'object') return given
    const masked: [string, unknown][] = Object.entries(given).map(([name, part]) => [
      name.length < LONG_NAME ? name : this.text(name),
      this.#names.has(name) && part !== null && part !== '' ? MASK : this.value(part),
    ])
    return Object.fromEntries(masked)
  }

  /** A value that stands at a place such as `body.client.password`. */
  valueAt(place: string, given: unknown): unknown {
    const isNothing = given === undefined || given === null || given === ''
    return !isNothing && this.#names.hasAt(place) ? MASK : this.value(given)
  }

  violation(given: Violation): Violation {
    return { ...given, at: this.text(given.at), value: this.valueAt(given.at, given.value) }
  }

  #headers(given: Headers, isSecret: (name: string) => boolean): Headers {
    const masked = (name: string, value: string): string => {
      if (isSecret(name)) return value.slice(0, schemeOf(value).length) + MASK
      return finish(this.#leavingOut(value, secretsInProse(value, isSecret)))
    }
    return Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === 'string' ? masked(name, value) : value?.map(one => masked(name, one)),
      ]),
    )
  }

  *#leavingOut(text: string, found: readonly FoundSecret[]): Work<string> {
    const spans: Span[] = [...found]
    for (const secret of this.#secrets) {
      for (const span of spansOf(text, secret)) spans.push(span)
      yield
    }
    if (this.#secrets.length > 0)
      yield* this.#seekingSpelled(text, place => place, text.length > LARGE ? 1 : DEEPEST, spans)
    return replaced(text, spans)
  }

  /** Finds secrets that are spelled otherwise than they are read. */
  *#seekingSpelled(text: string, origin: (place: number) => number, depth: number, spans: Span[]): Work<void> {
    for (const spelled of spellingsOf(text, this.#hasSpaces)) {
      yield
      const originOf = (place: number): number => origin(spelled.origin(place))
      for (const secret of this.#secrets) {
        for (const { from, to } of spansOf(spelled.text, secret))
          spans.push({ from: originOf(from), to: originOf(to), mask: MASK })
        yield
      }
      if (depth > 1) yield* this.#seekingSpelled(spelled.text, originOf, depth - 1, spans)
    }
  }
}

type Span = Pick<FoundSecret, 'from' | 'to' | 'mask'>

function replaced(text: string, spans: Span[]): string {
  if (spans.length === 0) return text
  spans.sort((a, b) => a.from - b.from || b.to - a.to)
  let result = ''
  let past = 0
  for (const { from, to, mask } of spans) {
    if (from >= past) result += text.slice(past, from) + mask
    past = Math.max(past, to)
  }
  return result + text.slice(past)
}

/** Where a secret stands in a text. A short one counts only where it stands as a word. */
function* spansOf(text: string, secret: string): Generator<Span> {
  if (secret.length > LONG) {
    for (const from of findText(text, secret.slice(0, LONG))) return yield { from, to: text.length, mask: MASK }
    return
  }
  for (const from of findText(text, secret)) {
    const to = from + secret.length
    if (secret.length > SHORT || !(isPartOfWord(text[from - 1]) || isPartOfWord(text[to])))
      yield { from, to, mask: MASK }
  }
}

const isPartOfWord = (letter: string | undefined): boolean => letter !== undefined && /[\p{L}\p{N}]/u.test(letter)

/** @param hasSpaces whether it matters that a plus may be a space */
function* spellingsOf(text: string, hasSpaces: boolean): Generator<SpelledText> {
  const unescaped = text.includes('\\') ? withoutEscapes(text) : null
  if (unescaped) yield unescaped
  if (!text.includes('%') && !(hasSpaces && text.includes('+'))) return
  const spelled = withoutPercents(text, 'utf-8')
  if (spelled) yield spelled
  if (!spelled?.text.includes('\ufffd')) return
  const in1251 = withoutPercents(text, 'windows-1251')
  if (in1251) yield in1251
}

const secretsInUrl = (url: string, names: SecretNames): FoundSecret[] => {
  const at = url.indexOf('?') + 1
  return at === 0 ? [] : secretsInForm(url, name => names.has(name), at)
}

function* seekingInBody({ body, headers, isReadable }: MaskedRequest, names: SecretNames): Work<FoundSecret[]> {
  if (body === '') return []
  const type = String(headers['content-type'] ?? '')
  const isSecret = (name: string): boolean => names.has(name)
  const isForm = /^\s*application\/x-www-form-urlencoded/i.test(type)
  const isMultipart = /^\s*multipart\//i.test(type)
  const inForm = isForm || !isReadable ? secretsInForm(body, isSecret) : []
  yield
  const inParts = isMultipart || (!isReadable && body.startsWith('--')) ? secretsInMultipart(body, type, isSecret) : []
  yield
  const inJson = isForm ? [] : secretsInJson(body, isSecret)
  yield
  const inProse = isReadable ? [] : secretsInProse(body, isSecret)
  yield
  return [...inForm, ...inParts, ...inJson, ...inProse]
}

/** Words before a credential that are none. */
const SCHEME = /^(?:Bearer|Basic|Digest|Token|ApiKey|Negotiate|NTLM|OAuth|Hawk|HMAC|AWS4-HMAC-SHA256) +/i

const schemeOf = (value: string): string => SCHEME.exec(value)?.[0] ?? ''

/** What headers with secret names say, without the word before it, and what that is in Base64. */
function secretsInHeaders(headers: Headers, names: SecretNames): string[] {
  return Object.entries(headers).flatMap(([name, values]) =>
    values === undefined || isCookie(name) || !names.has(name) ? [] : [values].flat().flatMap(secretsInHeader),
  )
}

function secretsInHeader(value: string): string[] {
  const scheme = schemeOf(value)
  const secret = value.slice(scheme.length).trim()
  if (!/^basic /i.test(scheme)) return [secret]
  return [secret, ...Buffer.from(secret, 'base64').toString().split(':').slice(0, 2)]
}

function secretsInCookies(headers: Headers): string[] {
  const cookies = Object.entries(headers).flatMap(([name, values]) => (isCookie(name) ? [values ?? []].flat() : []))
  return cookies
    .flatMap(cookie => cookie.split(';').map(pair => pair.slice(pair.indexOf('=') + 1).trim()))
    .filter(secret => secret.length > SHORT)
}

const isCookie = (name: string): boolean => name === 'cookie' || name === 'set-cookie'
