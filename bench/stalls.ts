import { fork } from 'node:child_process'
import type { Asking } from './asker.ts'
import type { Load } from './load.ts'
import { pinThis } from './pin.ts'
import { say } from './say.ts'
import { ask, freePort, type Server, start } from './server.ts'
import type { Shot } from './shot.ts'
import { ACCOUNT } from './target.ts'
import { poligonLine } from './targets.ts'

/** How long another sandbox waits while one is asked for something large. */
export interface Stall {
  readonly while: string
  /** Milliseconds of the other's requests: the longest, and the usual. */
  readonly longest: number
  readonly usual: number
}

const BIG = '/__admin/sandboxes/big'
const RECORDS = 10_000

/** Requests of one sandbox that others may not notice. */
async function works(port: number): Promise<Readonly<Record<string, Shot>>> {
  const state = JSON.parse((await ask(port, { method: 'GET', path: `${BIG}/state` })).text)
  const client = { repeat: RECORDS, name: 'Клиент', type: 1, user_id: 12 }
  return {
    'one reads a journal of 10,000 entries': { method: 'GET', path: `${BIG}/requests` },
    'one puts a state of 300 KB': { method: 'PUT', path: `${BIG}/state`, body: state },
    'one adds 10,000 records': {
      method: 'PUT',
      path: `${BIG}/state`,
      body: { extends: 'blank', data: { webcanape: { clients: [client] } } },
    },
  }
}

/** Asks a second sandbox one request after another, while the first is kept at work. */
export async function stalls(package_: string, load: Load, seconds: number): Promise<Stall[]> {
  // Whoever asks works too, and not on the server's core.
  pinThis('load')
  const port = await freePort()
  const line = poligonLine(package_, port, ['--journal-limit', '20000'])
  const server = await start(line, port, { method: 'GET', path: '/__admin/health' })
  try {
    await fill(server, load)
    const found: Stall[] = []
    const shots = [{ method: 'GET', path: '/~other/rest/client/123', headers: ACCOUNT }]
    for (const [what, work] of Object.entries(await works(port))) {
      say(`stalls: ${what}`)
      const asker = fork(new URL('./asker.js', import.meta.url))
      asker.send({ port, shot: work } satisfies Asking)
      const { p50, longest } = await load.run({ port, shots, connections: 1, seconds })
      asker.kill()
      found.push({ while: what, longest, usual: p50 })
    }
    return found
  } finally {
    await server.stop()
  }
}

/** Gives a sandbox a journal of ten thousand entries, and a state of 300 KB. */
async function fill({ port }: Server, load: Load): Promise<void> {
  say('stalls: start')
  const shots = [{ method: 'GET', path: '/~big/rest/client?per_page=3', headers: ACCOUNT }]
  for (let entries = 0; entries < RECORDS; ) {
    entries += (await load.run({ port, shots, connections: 16, seconds: 1 })).requests
  }
  const client = { method: 'POST', path: '/~big/rest/client', headers: ACCOUNT }
  for (let n = 0; n < 900; n++)
    await ask(port, { ...client, body: { name: `Клиент ${n} ${'и другие '.repeat(10)}`, type: 1 } })
}
