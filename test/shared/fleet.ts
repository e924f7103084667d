import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { main } from '../cli/command.ts'

/** Whether the long loops run: `npm run shared:soak`. */
export const isSoak = process.env.TEST_MODE === 'soak'

/** How often something is tried, in the usual run and in the long one. */
export const times = (usual: number, long: number): number => (isSoak ? long : usual)

const LOG_LEFT_OUT = /^\(Use `node/

/** Servers of one database, each a process of its own. */
export class Fleet {
  #folder: string | undefined
  readonly #nodes: Node[] = []

  /** Starts a server; resolves when it listens and is ready. */
  start(db: string, ...args: string[]): Promise<Node> {
    return this.startWith({ POLIGON_DB: db }, ...args)
  }

  async startWith(env: Readonly<Record<string, string>>, ...args: string[]): Promise<Node> {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'poligon-fleet-'))
    const readyFile = join(this.#folder, `${this.#nodes.length}.json`)
    const node = new Node(env, args, readyFile)
    this.#nodes.push(node)
    await node.listens()
    return node
  }

  async end(): Promise<void> {
    await Promise.all(this.#nodes.map(node => node.kill()))
    if (this.#folder) rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** One server. */
export class Node {
  readonly #child: ChildProcess
  readonly #readyFile: string
  readonly #gone: Promise<number | null>
  readonly agent = new Agent({ keepAlive: true })
  url = ''
  stderr = ''

  constructor(env: Readonly<Record<string, string>>, args: readonly string[], readyFile: string) {
    this.#readyFile = readyFile
    const all = [
      '--port',
      '0',
      '--quiet',
      '--api',
      'vodyanoy',
      '--scenario',
      'empty',
      '--ready-file',
      readyFile,
      ...args,
    ]
    this.#child = spawn(process.execPath, [main, ...all], {
      env: { ...process.env, LANG: 'C', ...env },
      cwd: packageRoot,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child.stderr!.on('data', part => (this.stderr += part))
    this.#gone = new Promise(resolve => this.#child.once('exit', resolve))
  }

  async listens(): Promise<void> {
    while (!existsSync(this.#readyFile)) {
      if (this.#child.exitCode !== null)
        throw new Error(`The server ended with ${this.#child.exitCode}: ${this.stderr}`)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    this.url = JSON.parse(readFileSync(this.#readyFile, 'utf8')).url
  }

  get isAlive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** What it takes of memory, in bytes. */
  get memory(): number {
    const pages = readFileSync(`/proc/${this.#child.pid}/statm`, 'utf8').split(' ')[1]
    return Number(pages) * 4096
  }

  pause(): void {
    this.#child.kill('SIGSTOP')
  }

  goOn(): void {
    this.#child.kill('SIGCONT')
  }

  /** Ends it. @returns its exit code */
  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<number | null> {
    if (this.isAlive) this.#child.kill(signal)
    if (signal === 'SIGKILL') this.#child.kill('SIGCONT')
    return this.#gone
  }

  /** What it printed, without Node's own words. */
  get said(): string[] {
    return this.stderr.split('\n').filter(line => line !== '' && !LOG_LEFT_OUT.test(line))
  }

  ask(method: string, path: string, body?: unknown, limit = 10_000): Promise<Reply> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const headers =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
    const { agent } = this
    return new Promise((resolve, reject) => {
      const req = request(`${this.url}${path}`, { method, headers, agent }, res => {
        let got = ''
        res
          .setEncoding('utf8')
          .on('data', part => (got += part))
          .on('error', reject)
        res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, text: got }))
      })
      req.setTimeout(limit, () => req.destroy(new Error('no answer')))
      req.on('error', reject).end(text)
    })
  }

  /** Reads something that does not end. */
  stream(path: string): Promise<{ text(): string; end(): void }> {
    return new Promise((resolve, reject) => {
      const req = request(`${this.url}${path}`, res => {
        let got = ''
        res
          .setEncoding('utf8')
          .on('data', part => (got += part))
          .on('error', () => {})
        resolve({ text: () => got, end: () => void req.destroy() })
      })
      req.on('error', reject).end()
    })
  }

  /** The same; status 0 where no answer comes. */
  tryTo(...asked: Parameters<Node['ask']>): Promise<Reply> {
    return this.ask(...asked).catch(() => NOTHING)
  }

  /** Gives a client another name. @returns the status */
  async rename(id: number, name: string, box = 'w1'): Promise<number> {
    const path = `/__admin/sandboxes/${box}/data/vodyanoy/clients/${id}`
    return (await this.tryTo('PATCH', path, { naimenovanie: name })).status
  }

  /** Adds a client. @returns its id; null where that was not acknowledged */
  async add(name: string, box = 'w1'): Promise<number | null> {
    const { status, text } = await this.tryTo('POST', `/~${box}/api/clients`, { naimenovanie: name })
    return status === 200 ? (JSON.parse(text) as { result: number }).result : null
  }

  /** The names of clients by id, as it has them. */
  async clients(box = 'w1'): Promise<Map<number, string>> {
    const { status, text } = await this.ask('GET', `/__admin/sandboxes/${box}/data/vodyanoy/clients?_limit=100000`)
    if (status !== 200) throw new Error(`${status} ${text}`)
    const clients = JSON.parse(text) as { id: string; naimenovanie: string }[]
    return new Map(clients.map(({ id, naimenovanie }) => [Number(id), naimenovanie]))
  }
}

interface Reply {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
}

const NOTHING: Reply = { status: 0, headers: {}, text: '' }
