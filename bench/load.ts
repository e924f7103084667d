import { type ChildProcess, fork } from 'node:child_process'
import { connect, type Socket } from 'node:net'
import { fileURLToPath } from 'node:url'
import { pinned } from './pin.ts'
import { median } from './say.ts'
import { bytesOf, type Figures, type Job } from './shot.ts'
import { hasWrk, shootByWrk } from './wrk.ts'

/** The load, from a process of its own on a core of its own. */
export class Load {
  readonly #child: ChildProcess

  constructor() {
    const [execPath, ...execArgv] = pinned('load', [process.execPath])
    this.#child = fork(fileURLToPath(import.meta.url), ['--load'], { execPath: execPath!, execArgv })
  }

  /** Many connections at once: by wrk, where the machine has it. */
  crowd(job: Job): Promise<Figures> {
    return hasWrk ? shootByWrk(job) : this.run(job)
  }

  /** By our own generator, which tells the shots apart. */
  run(job: Job): Promise<Figures> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', figures => resolve(figures as Figures))
      this.#child.once('exit', code => reject(new Error(`Cannot go on: the load generator ended with ${code}.`)))
      this.#child.send(job)
    }).then(figures => {
      this.#child.removeAllListeners()
      return figures as Figures
    })
  }

  close(): void {
    this.#child.removeAllListeners()
    this.#child.disconnect()
  }
}

// ——— Inside the process ———

interface Drive {
  port: number
  connections: number
  /** The next request; null where there is none. */
  next(): Buffer | null
  /** Told of each answer: its status, 0 where the connection broke, and its milliseconds. */
  told(status: number, ms: number): void
}

/** Sends requests over keep-alive sockets, each of which waits for its answer, and opens anew those that break. */
export async function drive({ port, connections, next, told }: Drive): Promise<void> {
  await Promise.all(
    Array.from({ length: connections }, async () => {
      for (let waiting = next(); waiting !== null; ) waiting = await use(port, waiting, next, told)
    }),
  )
}

/** Uses one connection as long as it holds; gives the request to go on with on another. */
function use(port: number, first: Buffer, next: Drive['next'], told: Drive['told']): Promise<Buffer | null> {
  return new Promise(resolve => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let current: Buffer | null = first
    let sent = performance.now()
    let isDone = false
    const fire = (): void => {
      sent = performance.now()
      socket.write(current!)
    }
    onAnswers(socket, (status, isLast) => {
      told(status, performance.now() - sent)
      current = next()
      if (current && !isLast) return fire()
      isDone = true
      socket.destroy()
      resolve(current)
    })
    socket.once('connect', fire)
    socket.once('error', () => {})
    socket.once('close', () => {
      if (isDone) return
      told(0, performance.now() - sent)
      setTimeout(() => resolve(next()), 2)
    })
  })
}

/** Sends `shots` for a time. */
async function shoot({ port, shots, connections, seconds }: Job): Promise<Figures> {
  const ammunition = shots.map(bytesOf)
  const times: number[] = []
  let at = 0
  let failed = 0
  const begun = performance.now()
  const until = begun + seconds * 1000
  await drive({
    port,
    connections,
    next: () => (performance.now() < until ? ammunition[at++ % ammunition.length]! : null),
    told(status, ms) {
      times.push(ms)
      if (status < 200 || status > 299) failed++
    },
  })
  const elapsed = (performance.now() - begun) / 1000
  const each = shots.length > 4 ? [] : shots.map((_, i) => median(times.filter((_, n) => n % shots.length === i)))
  times.sort((a, b) => a - b)
  const quantile = (share: number): number =>
    times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN
  return {
    perSecond: times.length / elapsed,
    p50: quantile(0.5),
    p99: quantile(0.99),
    longest: times.at(-1) ?? Number.NaN,
    each,
    requests: times.length,
    failed,
  }
}

/** Calls `answered` as each answer has come whole. It reads as much HTTP as servers under a benchmark write. */
function onAnswers(socket: Socket, answered: (status: number, isLast: boolean) => void): void {
  let pending: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk])
    for (;;) {
      const headEnd = pending.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = pending.toString('latin1', 0, headEnd)
      const end = endOf(pending, head, headEnd + 4)
      if (end < 0) return
      const status = Number(head.slice(9, 12))
      pending = pending.subarray(end)
      answered(status, /\r\nconnection: *close/i.test(head))
    }
  })
}

/** Where an answer ends; -1 where it has not come whole. */
function endOf(bytes: Buffer, head: string, bodyAt: number): number {
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1]
  if (length !== undefined) {
    const end = bodyAt + Number(length)
    return end <= bytes.length ? end : -1
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head)) return bodyAt // 204
  let at = bodyAt
  for (;;) {
    const lineEnd = bytes.indexOf('\r\n', at)
    if (lineEnd < 0) return -1
    const size = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16)
    at = lineEnd + 2 + size + 2
    if (at > bytes.length) return -1
    if (size === 0) return at
  }
}

if (process.argv[2] === '--load') {
  process.on('message', async (job: Job) => process.send!(await shoot(job)))
  process.on('disconnect', () => process.exit())
}
