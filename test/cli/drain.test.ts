import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { freePort } from '../support/free-port.ts'
import { send } from '../support/server.ts'
import { started } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-drain-'))
afterAll(() => rmSync(folder, { recursive: true }))

const CLIENTS = 16

interface Answered {
  readonly status: number
  readonly isLast: boolean
}

/** Adds a client of this name on one of the agent's lines. */
function add(url: string, agent: Agent, name: string): Promise<Answered> {
  const body = JSON.stringify({ naimenovanie: name })
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const read = (res: IncomingMessage): void => {
      res.on('error', reject).resume()
      res.on('end', () => resolve({ status: res.statusCode!, isLast: res.headers.connection === 'close' }))
    }
    request(`${url}/api/clients`, { method: 'POST', agent, headers }, read).on('error', reject).end(body)
  })
}

test('SIGTERM under load: no line is reset, every write is answered or not stored, and it ends with 0', async () => {
  const args = ['--port', '0', '--quiet', '--api', 'vodyanoy', '--scenario', 'empty', '--db', join(folder, 'load.db')]
  const server = await started(args, join(folder, 'load.json'))
  const { url } = server.ready
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const acknowledged: string[] = []
  const lost: unknown[] = []
  const lastWords: number[] = []

  const work = async (worker: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const name = `${worker}/${i}`
      try {
        const { status, isLast } = await add(url, agent, name)
        if (status === 200) acknowledged.push(name)
        if (isLast) return void lastWords.push(status)
      } catch (error) {
        return void lost.push(error)
      }
    }
  }
  const workers = Array.from({ length: CLIENTS }, (_, worker) => work(worker))
  await expect.poll(() => acknowledged.length, { timeout: 10_000 }).toBeGreaterThan(500)
  const ended = server.end('SIGTERM')
  await Promise.all(workers)
  agent.destroy()
  expect(lost).toEqual([])
  expect(lastWords).toEqual(new Array(CLIENTS).fill(200))
  const { code, took } = await ended
  expect(code).toBe(0)
  expect(took).toBeLessThan(3000)

  const again = await started(args, join(folder, 'again.json'))
  const { body } = await send(again.ready.url, { path: '/__admin/sandboxes/default/data/vodyanoy/clients' })
  const stored = (body as { naimenovanie: string }[]).map(({ naimenovanie }) => naimenovanie)
  expect(stored.sort()).toEqual(acknowledged.sort())
  await again.end('SIGTERM')
})

test('--drain is the longest that SIGTERM waits, and SIGINT cuts it short', async () => {
  const unfinished = 'POST /api/clients HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n{'
  const begin = async (drain: string) => {
    const server = await started(['--port', '0', '--quiet', '--drain', drain], join(folder, `${drain}.json`))
    const line = connect(Number(new URL(server.ready.url).port), '127.0.0.1').on('error', () => {})
    line.write(unfinished)
    await once(line, 'connect')
    await send(server.ready.url, { path: '/__admin/live' })
    return server
  }
  const short = await begin('700ms')
  const { code, took } = await short.end('SIGTERM')
  expect(code).toBe(0)
  expect(took).toBeGreaterThanOrEqual(690)
  expect(took).toBeLessThan(3000)

  const long = await begin('5m')
  const ended = long.end('SIGTERM')
  await expect
    .poll(async () => (await send(long.ready.url, { path: '/__admin/ready' })).status, { interval: 10 })
    .toBe(503)
  expect(await send(long.ready.url, { path: '/__admin/live' })).toMatchObject({ status: 200 })
  process.kill(long.ready.pid, 'SIGTERM')
  process.kill(long.ready.pid, 'SIGINT')
  expect(await ended).toMatchObject({ code: 0 })
})

test('while it waits for its database it lives and is not ready', async () => {
  const file = join(folder, 'locked.db')
  // The lock of a server on another machine, which is no more: it is watched for some seconds.
  writeFileSync(`${file}.lock`, '{"id":"gone","pid":1,"host":"elsewhere","processes":null}\n')
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const main = join(packageRoot, 'dist/src/cli/main.js')
  const child = spawn(process.execPath, [main, '--port', String(port), '--quiet', '--db', file])
  const gone = once(child, 'exit')
  const get = (path: string) => send(url, { path }).catch(() => null)
  await expect.poll(() => get('/__admin/live'), { timeout: 4000 }).toMatchObject({ status: 200 })
  expect(await get('/__admin/ready')).toMatchObject({ status: 503, body: { detail: 'The server is starting.' } })
  // What came meanwhile is answered in the end.
  expect(await get('/api/clients/10000000000048/balance')).toMatchObject({ status: 200 })
  expect(await get('/__admin/ready')).toMatchObject({ status: 200 })
  child.kill('SIGTERM')
  expect(await gone).toEqual([0, null])
})
