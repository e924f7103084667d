import { request as requestPlainly } from 'node:http'
import { request as requestSecurely } from 'node:https'
import { rootCertificates } from 'node:tls'
import { fitsParts } from '../../core/lib/glob.ts'
import type { MockServer, Sandbox, ScenarioName } from '../../index.ts'
import { texts } from '../language.ts'

/** A sandbox's requests, and all that is needed to play them again. Credentials are placeholders: `$POLIGON_APIKEY`. */
export interface Bundle {
  /** Its name, or the document itself. */
  readonly scenario: string | Readonly<Record<string, unknown>>
  readonly seed?: number
  readonly clock?: { readonly now: string; readonly frozen: boolean }
  readonly readings?: Readonly<Record<string, string>>
  readonly profiles?: Readonly<Record<string, string>>
  readonly faults?: readonly Readonly<Record<string, unknown>>[]
  readonly requests: readonly Played[]
}

interface Played {
  readonly at: string
  readonly api: string | null
  readonly method: string | null
  readonly url: string | null
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string
  readonly status: number | null
  readonly response: { readonly body: string } | null
}

/** The first answer that is another than it was. */
export interface Difference {
  /** From 1. */
  readonly number: number
  readonly line: string
  readonly at: string
  readonly was: unknown
  readonly is: unknown
}

interface Answer {
  /** Null where the connection broke. */
  readonly status: number | null
  readonly body: string
}

/** Where a bundle is played. */
export interface Stage {
  readonly server: MockServer
  /** PEM of an authority to trust beside Node's. */
  readonly ca: string | undefined
}

/**
 * Plays a bundle's requests one after another, each at its own time.
 *
 * @param id of the sandbox that is made for it, and dropped
 * @param readings in force in place of the bundle's
 * @returns null where every answer is as it was
 */
export async function play(
  { server, ca }: Stage,
  id: string,
  bundle: Bundle,
  readings: Readonly<Record<string, string>>,
): Promise<Difference | null> {
  const box = await begin(server, id, bundle, readings)
  try {
    const accounts = new Map((await server.apis()).map(({ name, credentials }) => [name, credentials]))
    for (const [i, played] of bundle.requests.entries()) {
      const { method, url, api } = played
      if (method === null || url === null) continue
      await box.clock.freeze(played.at)
      const account = accounts.get(api ?? '') ?? {}
      const answer = await send({ url: server.url, ca }, id, played, account)
      const difference = compare(played, answer, account)
      if (difference) return { number: i + 1, line: `${method} ${url}`, ...difference }
    }
    return null
  } finally {
    await box.drop()
  }
}

async function begin(
  server: MockServer,
  id: string,
  { scenario, seed, profiles, readings, faults = [] }: Bundle,
  others: Readonly<Record<string, string>>,
): Promise<Sandbox> {
  const name = typeof scenario === 'string' ? { scenario: scenario as ScenarioName } : {}
  const box = await server.sandbox(id, { ...name, seed, profiles, readings: { ...readings, ...others } })
  if (typeof scenario !== 'string') await box.load({ ...scenario, readings: { ...readings, ...others } })
  for (const fault of faults) await box.faults.add(fault as never)
  return box
}

type Account = Readonly<Record<string, string>>

function send(
  to: { readonly url: string; readonly ca: string | undefined },
  id: string,
  { method, url, headers, body }: Played,
  account: Account,
): Promise<Answer> {
  const { protocol, hostname, port } = new URL(to.url)
  const request = protocol === 'https:' ? requestSecurely : requestPlainly
  const trust = to.ca === undefined ? {} : { ca: [...rootCertificates, to.ca] }
  const path = `/~${id}${filled(url!, account, encodeURIComponent).replace(/^\/~[^/?]+/, '')}`
  const bytes = Buffer.from(filled(body ?? '', account))
  return new Promise(resolve => {
    const sent = request({ ...trust, hostname, port, path, method: method!, agent: false }, answer => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', part => (text += part))
      answer.on('end', () => resolve({ status: answer.statusCode!, body: text }))
      answer.on('error', () => resolve({ status: null, body: '' }))
    })
    for (const [name, value] of Object.entries(headers))
      if (!OF_CONNECTION.test(name)) sent.setHeader(name, Array.isArray(value) ? value : filled(String(value), account))
    if (bytes.length > 0) sent.setHeader('content-length', bytes.length)
    sent.on('error', () => resolve({ status: null, body: '' }))
    sent.end(bytes)
  })
}

/** What belongs to the connection of then, or names the sandbox of then. */
const OF_CONNECTION = /^(host|connection|content-length|transfer-encoding|keep-alive|expect|x-mock-sandbox)$/i

/** A text with the account's credentials in the place of `$POLIGON_NAME`. */
function filled(text: string, account: Account, encode = (value: string): string => value): string {
  return text.replace(/(?:\$|%24)POLIGON_([A-Z0-9_]+)/g, (whole, name: string) => {
    const key = Object.keys(account).find(candidate => candidate.toUpperCase().replace(/\W/g, '_') === name)
    return key === undefined ? whole : encode(account[key]!)
  })
}

function compare(
  { status, response }: Played,
  answer: Answer,
  account: Account,
): Pick<Difference, 'at' | 'was' | 'is'> | null {
  if (status !== answer.status) {
    const said = [status, answer.status].map(code => code ?? texts.replay.noAnswer)
    return { at: texts.replay.status, was: said[0], is: said[1] }
  }
  const [was, is] = [filled(response?.body ?? '', account), answer.body].map(parsed)
  return firstDifference(was, is, 'body')
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function firstDifference(was: unknown, is: unknown, at: string): Pick<Difference, 'at' | 'was' | 'is'> | null {
  if (Object.is(was, is) || isSameBut(was, is)) return null
  if (!isObject(was) || !isObject(is) || Array.isArray(was) !== Array.isArray(is)) return { at, was, is }
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const inner = firstDifference(was[name], is[name], Array.isArray(was) ? `${at}[${name}]` : `${at}.${name}`)
    if (inner) return inner
  }
  return null
}

/** A secret that the journal did not show cannot be compared; what stands around it can. */
function isSameBut(was: unknown, is: unknown): boolean {
  if (typeof was !== 'string' || typeof is !== 'string') return false
  const parts = was.split(/\*{3}|\$POLIGON_\w+/)
  return parts.length > 1 && fitsParts(parts, is)
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object'
