import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { freePort } from '../../../support/free-port.ts'

/** What PHP reads of a request: each as its own JSON, which keeps PHP's order of keys. */
export interface PhpAnswer {
  readonly get: string
  readonly post: string
  readonly files: string
}

export interface PhpRequest {
  /** A query string without its question mark. */
  readonly query?: Buffer
  readonly contentType?: string
  readonly body?: Buffer
}

export interface PhpServer {
  /** @param charset what PHP's bytes are read as */
  ask(request: PhpRequest, charset?: 'utf-8' | 'windows-1251'): Promise<PhpAnswer>
  close(): Promise<void>
}

/** The version of the `php` on the path, as `8.2`; undefined where there is none. */
export function phpVersion(): string | undefined {
  const { status, stdout } = spawnSync('php', ['-n', '-r', 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;'])
  return status === 0 ? String(stdout) : undefined
}

/** Starts PHP's own server, without any php.ini, on a free port. */
export async function startPhp(): Promise<PhpServer> {
  const port = await freePort()
  const flags = ['-n', '-d', 'display_errors=0', '-d', 'log_errors=0', '-S', `127.0.0.1:${port}`]
  const child = spawn('php', [...flags, join(import.meta.dirname, 'answer.php')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  await ready(child)
  const agent = new Agent({ keepAlive: true })
  return {
    ask: (asked, charset = 'utf-8') => ask(port, agent, asked, charset),
    close: async () => {
      agent.destroy()
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}

async function ready(child: ChildProcess): Promise<void> {
  let told = ''
  for await (const chunk of child.stderr!.iterator({ destroyOnReturn: false })) {
    told += chunk
    if (told.includes('started')) break
  }
  if (!told.includes('started')) throw new Error(`PHP did not start: ${told}`)
  child.stderr!.resume()
}

async function ask(port: number, agent: Agent, asked: PhpRequest, charset: string): Promise<PhpAnswer> {
  const { query = Buffer.alloc(0), contentType = 'application/x-www-form-urlencoded', body = Buffer.alloc(0) } = asked
  const sent = request({
    port,
    agent,
    host: '127.0.0.1',
    method: 'POST',
    path: `/?${query.toString('latin1')}`,
    headers: { 'content-type': contentType, 'content-length': body.length },
  })
  sent.end(body)
  const [answer] = await once(sent, 'response')
  const chunks: Buffer[] = []
  for await (const chunk of answer) chunks.push(chunk)
  const text = decodedBytes(Buffer.concat(chunks).toString(), charset)
  const line = (name: string): string => new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1] ?? `no line ${name}: ${text}`
  return { get: line('get'), post: line('post'), files: line('files') }
}

const decodedBytes = (text: string, charset: string): string =>
  new TextDecoder(charset, { ignoreBOM: true }).decode(Buffer.from(text, 'latin1'))

/** Asks about a text as a query string, where one can hold it, and as a form. */
export async function askText(
  php: PhpServer,
  text: string,
  charset: 'utf-8' | 'windows-1251' = 'utf-8',
): Promise<{ get?: string; post: string }> {
  const bytes = encoded(text, charset)
  // PHP's own server refuses other letters in a request's target, and takes a second question mark for the first.
  const isQuery = /^(?!\?)[!-"$-~]*$/.test(text)
  const { get, post } = await php.ask({ query: isQuery ? bytes : Buffer.alloc(0), body: bytes }, charset)
  return isQuery ? { get, post } : { post }
}

/** Asks about a multipart body. */
export async function askBody(
  php: PhpServer,
  body: Buffer,
  { contentType, charset }: { contentType: string; charset?: 'utf-8' | 'windows-1251' },
): Promise<{ post: string; files: string }> {
  const { post, files } = await php.ask({ contentType, body }, charset)
  return { post, files }
}

const CP1251 = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, code) => code))

const encoded = (text: string, charset: string): Buffer =>
  charset === 'utf-8' ? Buffer.from(text) : Buffer.from(Array.from(text, letter => CP1251.indexOf(letter)))
