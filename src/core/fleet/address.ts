import { readFileSync } from 'node:fs'

/** Where a database is, and how it is reached. */
export interface DatabaseAddress {
  /** For people: without user and password. */
  readonly shown: string
  readonly host: string
  readonly port: number
  readonly database: string | undefined
  readonly user: string | undefined
  readonly password: string | undefined
  /** Where our tables are. */
  readonly schema: string
  readonly ssl: { readonly rejectUnauthorized: boolean; readonly ca?: string } | undefined
}

/** A database that this server cannot use. */
export class UnusableDatabase extends Error {
  override readonly name = 'UnusableDatabase'
}

/** @param why with what to do, each a sentence that ends */
export const cannotUseDatabase = (shown: string, why: string): UnusableDatabase =>
  new UnusableDatabase(`Cannot use the database ${shown}: ${why}`)

/** Whether what `--db` says is not a file. */
export const isDatabaseAddress = (db: string): boolean => /^postgres(ql)?:/i.test(db)

/** What is shown of an address in which it cannot be told what is the password. */
const HIDDEN = 'postgres://…'
const DEFAULT_PORT = 5432
const KNOWN = ['schema', 'sslmode', 'sslrootcert']
const SSL_MODES = ['disable', 'require', 'verify-full']

/**
 * @param given `postgres://USER:PASSWORD@HOST:PORT/DATABASE?schema=poligon`
 * @throws {UnusableDatabase} where it is not such an address; it never says what may be a password
 */
export function parseAddress(given: string): DatabaseAddress {
  const url = urlOf(given)
  const { hostname, port, pathname, searchParams } = url
  const shown = `postgres://${hostname}${port === '' || Number(port) === DEFAULT_PORT ? '' : `:${port}`}${pathname}`
  const unknown = [...searchParams.keys()].find(name => !KNOWN.includes(name))
  if (unknown !== undefined)
    throw cannotUseDatabase(
      shown,
      `its address has the parameter ${JSON.stringify(unknown)}. Choose from ${KNOWN.join(', ')}.`,
    )
  const schema = searchParams.get('schema') ?? 'poligon'
  if (!/^[a-z_][a-z0-9_]{0,39}$/.test(schema))
    throw cannotUseDatabase(
      shown,
      `its schema must be 1 to 40 of a-z, 0-9 and “_”, beginning with a letter, not ${JSON.stringify(schema)}. Fix the address.`,
    )
  return {
    shown,
    schema,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? DEFAULT_PORT : Number(port),
    database: decoded(pathname.slice(1)),
    user: decoded(url.username),
    password: decoded(url.password),
    ssl: sslOf(searchParams, shown),
  }
}

function urlOf(given: string): URL {
  const wrong = cannotUseDatabase(
    HIDDEN,
    'its address is not like postgres://USER:PASSWORD@HOST/DATABASE. Fix it; in the password write “@”, “:”, “/”, “?”, “#” and “%” as %40, %3A, %2F, %3F, %23 and %25.',
  )
  const [, rest = ''] = /^postgres(?:ql)?:\/\/(.*)$/is.exec(given) ?? []
  const authority = /^[^/?#]*/.exec(rest)![0]
  // An “@” further on: what comes before it may be a password.
  if (!URL.canParse(given) || rest.slice(authority.length).includes('@') || given.includes('#')) throw wrong
  const url = new URL(given)
  const isWhole = url.hostname !== '' && !url.pathname.slice(1).includes('/')
  if (!isWhole || authority.split('@').length > 2 || !isDecodable(authority + url.pathname)) throw wrong
  return url
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}

const decoded = (text: string): string | undefined => (text === '' ? undefined : decodeURIComponent(text))

function sslOf(params: URLSearchParams, shown: string): DatabaseAddress['ssl'] {
  const mode = params.get('sslmode')
  const file = params.get('sslrootcert')
  if (mode !== null && !SSL_MODES.includes(mode))
    throw cannotUseDatabase(
      shown,
      `sslmode must be ${SSL_MODES.join(', ')}, not ${JSON.stringify(mode)}. Fix the address.`,
    )
  if (mode === 'disable' || (mode === null && file === null)) return undefined
  return { rejectUnauthorized: mode !== 'require', ...(file !== null && { ca: certificateIn(file, shown) }) }
}

function certificateIn(file: string, shown: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    throw cannotUseDatabase(shown, `the certificate ${file} (sslrootcert) cannot be read. Check the path.`)
  }
}

const START_IT = 'Start it, or give another.'
const FIX_IT = 'Fix the address, or give another.'

/** What is wrong, and what to do. */
const WORDS: Readonly<Record<string, readonly [why: string, then: string]>> = {
  ECONNREFUSED: ['connection refused', START_IT],
  ECONNRESET: ['the connection was cut off', START_IT],
  ETIMEDOUT: ['it does not answer', START_IT],
  EHOSTUNREACH: ['its host cannot be reached', START_IT],
  ENETUNREACH: ['its host cannot be reached', START_IT],
  ENOTFOUND: ['its host is not known', FIX_IT],
  EAI_AGAIN: ['its host is not known', FIX_IT],
  '28P01': ['the user or the password is wrong', FIX_IT],
  '28000': ['the user may not log in', FIX_IT],
  '3D000': ['there is no such database', 'Create it, or give another.'],
  '42501': ['permission is denied', 'Let the user create a schema there, or give another.'],
  '25006': ['it can only be read', 'Give the primary.'],
  '53300': ['it has too many connections', 'Wait, or raise its max_connections.'],
  '57P01': ['it ended the connection', START_IT],
  '57P03': ['it is starting or stopping', 'Wait, and try again.'],
}

/** What a database or the way to it said, for people: never with a password in it. */
export function databaseErrorInWords(error: unknown): string {
  const { code, message } = reasonOf(error)
  const [, then] = WORDS[code ?? ''] ?? wordsOf(message)
  return `${reasonInWords(error)}. ${then}`
}

/** The same without what to do, and without a full stop. */
export function reasonInWords(error: unknown): string {
  const { code, message } = reasonOf(error)
  const [why] = WORDS[code ?? ''] ?? wordsOf(message)
  return `${why}${code === undefined ? '' : ` (${code})`}`
}

/** Of several addresses of one host that were tried, the first one's. */
function reasonOf(error: unknown): { code?: string; message: string } {
  const { errors } = error as { errors?: Error[] }
  return (errors?.[0] ?? error) as { code?: string; message: string }
}

function wordsOf(message: string): readonly [string, string] {
  if (/password must be a (non-empty )?string/i.test(message)) return ['it asks for a password', FIX_IT]
  if (/does not support SSL/i.test(message)) return ['it does not speak TLS', 'Leave sslmode out, or give another.']
  if (/certificate/i.test(message)) return [`its certificate is not trusted: ${message}`, 'Give sslrootcert=FILE.']
  if (/timeout/i.test(message)) return ['it does not answer', START_IT]
  if (/terminated/i.test(message)) return ['the connection was cut off', START_IT]
  return [message, FIX_IT]
}
