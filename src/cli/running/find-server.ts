import { readFileSync } from 'node:fs'
import { Connection, ControlError, withoutSlashes } from '../../client/connection.ts'
import { Controls } from '../../client/controls.ts'
import { texts } from '../language.ts'
import { readReady } from '../ready-file.ts'
import { UsageError } from '../usage.ts'

/** What a command beside a running server is told of it. */
export interface ServerFlags {
  readonly sandbox?: string
  readonly url?: string
  readonly token?: string
  readonly json?: boolean
}

/** A server that answers, and the sandbox that is meant. */
export interface Attached {
  readonly connection: Connection
  readonly box: Controls
  /** PEM of the authority that it is trusted by; undefined where Node's own are. */
  readonly ca: string | undefined
}

interface Candidate {
  readonly url: string
  readonly token: string | null
  readonly caFile?: string | undefined
}

const USUAL = 'http://127.0.0.1:10400'

/**
 * The server that is meant: `--url`, else `POLIGON_URL`, else the one that was started in this folder, else port 10400.
 *
 * @throws {Error} in one line, where none answers
 */
export async function findServer(flags: ServerFlags): Promise<Attached> {
  const candidates = candidatesOf(flags)
  for (const [i, { url, token, caFile }] of candidates.entries()) {
    const ca = caFile === undefined ? undefined : textOf(caFile)
    const connection = new Connection(url, token, ca === undefined ? {} : { ca: [...(await rootCertificates()), ca] })
    try {
      await connection.ask('/health')
      return { connection, ca, box: new Controls(connection, flags.sandbox ?? 'default', new Map()) }
    } catch (error) {
      // What a server left behind that was killed; another may stand at the usual port.
      const isLast = i === candidates.length - 1
      if (!(error instanceof ControlError) || error.status !== 0) throw error
      if (isLast) throw new Error(texts.running.unreachable(candidates[0]!.url, sayCode(error)))
    }
  }
  throw new Error(texts.running.unreachable(USUAL, texts.running.noSuchServer))
}

function candidatesOf({ url: said, token: given }: ServerFlags): Candidate[] {
  const ready = readReady()
  const url = said ?? (process.env.POLIGON_URL || undefined)
  const token = given ?? (process.env.POLIGON_TOKEN || null)
  if (url !== undefined) {
    refuseBad(url)
    const isReady = ready?.url === withoutSlashes(url)
    return [{ url, token: token ?? (isReady ? ready.adminToken : null), caFile: isReady ? ready.caFile : undefined }]
  }
  const usual = { url: USUAL, token }
  return ready ? [{ ...ready, token: token ?? ready.adminToken }, usual] : [usual]
}

function refuseBad(url: string): void {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return
  throw new UsageError(texts.running.badUrl(url))
}

function sayCode({ message }: ControlError): string {
  if (/CERT|SELF_SIGNED|UNABLE_TO/.test(message)) return texts.running.untrusted
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return texts.running.noHost
  if (/EPROTO|ERR_SSL|WRONG_VERSION/.test(message)) return texts.running.plain
  if (/ECONNRESET/.test(message)) return texts.running.closed
  if (/ECONNREFUSED/.test(message)) return `${texts.running.noSuchServer} (ECONNREFUSED)`
  const from = message.indexOf('(')
  const to = message.indexOf(')', from)
  return from >= 0 && to >= 0 ? message.slice(from + 1, to) : message
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

const rootCertificates = async (): Promise<readonly string[]> => (await import('node:tls')).rootCertificates
