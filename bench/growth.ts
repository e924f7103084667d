import { fileURLToPath } from 'node:url'
import type { Load } from './load.ts'
import { say } from './say.ts'
import { ask, freePort, type Server, start, startTarget } from './server.ts'
import type { Shot } from './shot.ts'
import { ACCOUNT, type Case, caseNames, type Row, type Target, written } from './target.ts'
import { poligon, poligonLine } from './targets.ts'

/** Milliseconds of one request at a time, at a number of records. */
export interface Grown {
  readonly name: string
  readonly records: number
  readonly startMs: number
  readonly cases: Record<Case, number>
  /** Milliseconds over HTTP; NaN where there is no such thing. */
  readonly reset: number
  readonly afterReset: number
  readonly sandbox: number
  readonly checkpoint: number
  readonly restore: number
  /** A POST into a server that keeps its state in a file. */
  readonly createInFile: number
}

/** Times of single requests at a number of records, with resets and new sandboxes. */
export async function grown(target: Target, rows: readonly Row[], load: Load, seconds: number): Promise<Grown> {
  say(`${rows.length} records, ${target.name}: start`)
  const server = await startTarget(target, rows)
  try {
    const shots = target.shots(rows)
    const cases = {} as Record<Case, number>
    for (const name of caseNames) {
      say(`${rows.length} records, ${target.name}: ${name}`)
      const job = { port: server.port, shots: shots[name], connections: 1 }
      await load.run({ ...job, seconds: seconds / 2 })
      cases[name] = (await load.run({ ...job, seconds })).p50
    }
    const ours = target.kind === 'ours'
    const { reset } = target
    const write = shots.d[0]!
    const [resetMs, afterReset] = reset ? await each(server, load, ours ? [reset, write] : [reset]) : []
    const [checkpoint, restore] = ours ? await each(server, load, CHECKPOINT) : []
    const [sandbox] = ours ? await each(server, load, [NEW_SANDBOX], 0.2) : []
    return {
      name: target.name,
      records: rows.length,
      startMs: server.startMs,
      cases,
      reset: resetMs ?? Number.NaN,
      afterReset: afterReset ?? Number.NaN,
      sandbox: sandbox ?? Number.NaN,
      checkpoint: checkpoint ?? Number.NaN,
      restore: restore ?? Number.NaN,
      createInFile: ours ? await createdInFile(target, rows, load, seconds) : Number.NaN,
    }
  } finally {
    await server.stop()
  }
}

const TIMES = 100
/** Web-canape gives ids from here on. */
const FIRST_ID = 124

/** The same over clients that a scenario repeats a hundred times, each under an id of its own. */
export async function repeated(package_: string, clients: readonly Row[], load: Load): Promise<Grown> {
  const data = clients.map(({ id: _, ...client }) => ({ ...client, user_id: 12, repeat: TIMES }))
  const scenario = { name: 'repeated', extends: 'blank', data: { webcanape: { clients: data } } }
  const rows = Array.from({ length: clients.length * TIMES }, (_, at): Row => ({ id: FIRST_ID + at, name: '' }))
  const target: Target = {
    ...poligon(package_),
    command: setup =>
      poligonLine(package_, setup.port, [
        ...['--api', 'webcanape', '--max-sandboxes', '10000'],
        ...['--scenario', written(setup, 'repeated.json', scenario)],
      ]),
  }
  return grown(target, rows, load, 1)
}

const NEW_SANDBOX: Shot = { method: 'POST', path: '/__admin/sandboxes', body: {} }

const CHECKPOINTS = '/__admin/sandboxes/default/checkpoints'
const CHECKPOINT: readonly Shot[] = [
  { method: 'POST', path: CHECKPOINTS, body: { name: 'bench' } },
  { method: 'POST', path: `${CHECKPOINTS}/bench/restore`, body: {} },
  { method: 'DELETE', path: `${CHECKPOINTS}/bench` },
]

/** Milliseconds of each of some requests, one after another. */
async function each({ port }: Server, load: Load, shots: readonly Shot[], seconds = 0.5): Promise<number[]> {
  await load.run({ port, shots, connections: 1, seconds: seconds / 4 })
  return (await load.run({ port, shots, connections: 1, seconds })).each
}

async function createdInFile(target: Target, rows: readonly Row[], load: Load, seconds: number): Promise<number> {
  const inFile: Target = {
    ...target,
    command: setup => [...target.command(setup), '--db', `${setup.folder}/state.json`],
  }
  const server = await startTarget(inFile, rows)
  try {
    const job = { port: server.port, shots: target.shots(rows).d, connections: 1 }
    await load.run({ ...job, seconds: seconds / 2 })
    return (await load.run({ ...job, seconds })).p50
  } finally {
    await server.stop()
  }
}

/** Megabytes that a thousand sandboxes with ten changes each take, beside one, over ten thousand records. */
export async function memoryOfSandboxes(package_: string): Promise<{ one: number; thousand: number }> {
  say('1,000 sandboxes: start')
  const port = await freePort()
  const [node, ...rest] = poligonLine(package_, port, ['--records', 'webcanape=10000', '--max-sandboxes', '1100'])
  const collect = fileURLToPath(new URL('servers/collect.js', import.meta.url))
  const alive = { method: 'GET', path: '/rest/client', headers: ACCOUNT }
  const server = await start([node!, '--expose-gc', '--import', collect, ...rest], port, alive)
  const fill = async (name: string): Promise<void> => {
    const path = `/~${name}/rest/client`
    for (let n = 0; n < 10; n++)
      await ask(port, { method: 'POST', path, headers: ACCOUNT, body: { name: `Клиент ${n}`, type: 1 } })
  }
  try {
    await fill('one')
    await server.collect()
    const one = server.rss()
    for (let n = 0; n < 1000; n += 10) {
      if (n % 100 === 0) say(`1,000 sandboxes: ${n}`)
      await Promise.all(Array.from({ length: 10 }, (_, i) => fill(`w${n + i}`)))
    }
    await server.collect()
    return { one, thousand: server.rss() }
  } finally {
    await server.stop()
  }
}

/** Milliseconds from the command to the first answer, of default data. */
export async function startTime(package_: string): Promise<number> {
  const port = await freePort()
  const alive = { method: 'GET', path: '/rest/client/123', headers: ACCOUNT }
  const server = await start(poligonLine(package_, port), port, alive)
  await server.stop()
  return server.startMs
}
