import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type IncomingMessage, request } from 'node:http'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinned } from './pin.ts'
import type { Shot } from './shot.ts'
import type { Row, Target } from './target.ts'

/** A server under measurement, in a process of its own, on a core of its own. */
export interface Server {
  readonly port: number
  readonly pid: number
  /** Milliseconds from the command to the first answer. */
  readonly startMs: number
  /** Megabytes that its process holds; NaN where the system does not tell. */
  rss(): number
  /** Seconds of processor time that it has taken. */
  cpu(): number
  /** Lets it collect its garbage, where it was started with `collect`. */
  collect(): Promise<void>
  stop(): Promise<void>
}

export async function startTarget(target: Target, rows: readonly Row[]): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'poligon-bench-'))
  const [port, spare] = [await freePort(), await freePort()]
  const line = target.command({ port, spare, rows, folder })
  const server = await start(line, port, target.shots(rows).a[0]!, folder)
  const stop = async (): Promise<void> => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
  return { ...server, stop }
}

/** Starts a command line, and waits for its first answer. */
export async function start(
  line: readonly string[],
  port: number,
  first: Shot,
  cwd: string = tmpdir(),
): Promise<Server> {
  const [command, ...args] = pinned('server', line)
  const begun = performance.now()
  const child = spawn(command!, args, {
    cwd,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_ENV: 'production' },
  })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said = (said + part).slice(-2000)))
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const stop = (): Promise<void> => end(child).finally(() => process.off('exit', kill))
  for (;;) {
    const status = await ask(port, first).then(
      ({ status }) => status,
      () => 0,
    )
    if (status >= 200 && status < 300) break
    if (child.exitCode !== null || performance.now() - begun > 120_000) {
      await stop()
      throw new Error(`Cannot measure ${line.join(' ')}: it does not answer (${status}). ${said}`)
    }
    await new Promise(resolve => setTimeout(resolve, 3))
  }
  const startMs = performance.now() - begun
  return {
    port,
    pid: child.pid!,
    startMs,
    rss: () => rssOf(child.pid!),
    cpu: () => cpuOf(child.pid!),
    collect: () => collect(child),
    stop,
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
  await gone
  clearTimeout(timer)
}

function rssOf(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024
  } catch {
    return Number.NaN
  }
}

/** The clock of `/proc` ticks a hundred times a second. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  } catch {
    return Number.NaN
  }
}

/** What `start` is told to do on the signal is in `servers/collect.ts`. */
async function collect(child: ChildProcess): Promise<void> {
  child.kill('SIGUSR2')
  await new Promise(resolve => setTimeout(resolve, 700))
}

export interface Answer {
  readonly status: number
  readonly text: string
  readonly ms: number
}

/** Asks once, over a connection of its own. */
export async function ask(port: number, shot: Shot): Promise<Answer> {
  const begun = performance.now()
  const res = await answerTo(port, shot)
  let text = ''
  res.setEncoding('utf8')
  for await (const part of res) text += part
  return { status: res.statusCode!, text, ms: performance.now() - begun }
}

/** Asks once, and lets what is answered pass by. */
export async function hear(port: number, shot: Shot): Promise<void> {
  const res = await answerTo(port, shot)
  res.resume()
  await once(res, 'end')
}

function answerTo(port: number, { method, path, headers = {}, body }: Shot): Promise<IncomingMessage> {
  const text = body === undefined ? undefined : JSON.stringify(body)
  const type =
    text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers: { ...type, ...headers }, agent: false }
    request(options, resolve).on('error', reject).end(text)
  })
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  await new Promise(resolve => server.close(resolve))
  return port
}
