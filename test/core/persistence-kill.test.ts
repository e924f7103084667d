import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { disk } from '../../src/core/persistence/disk.ts'
import { FORMAT, VERSION } from '../../src/core/persistence/lines.ts'
import { load } from '../../src/core/persistence/load.ts'
import { ScenarioFiles } from '../../src/core/scenarios/files.ts'
import { InitialWorlds } from '../../src/core/scenarios/initial-worlds.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { lab } from '../support/lab.ts'

/** How often the server is killed: `POLIGON_KILLS=50 npx vitest run test/core/persistence-kill.test.ts`. */
const KILLS = Number(process.env.POLIGON_KILLS ?? 2)
/** Megabytes that the file has beside: `POLIGON_KILL_SIZES=20,100`. */
const SIZES = (process.env.POLIGON_KILL_SIZES ?? '0,5').split(',').map(Number)
/** How old what was acknowledged may be, at most, without being in the file. */
const BEHIND = 500

const folder = mkdtempSync(join(tmpdir(), 'poligon-kill-'))
const children = new Set<ChildProcess>()

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function start(file: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork('test/support/child.mjs', ['test/support/database-server.ts', file])
  children.add(child)
  const [message] = (await once(child, 'message')) as [{ url?: string; problem?: string }]
  if (!message.url) throw new Error(message.problem)
  return { child, url: message.url }
}

/** Adds notes, eight at a time, until the server is gone; keeps when each was acknowledged, by its text. */
async function storm(url: string, round: number, acknowledged: Map<string, number>): Promise<void> {
  const agent = new Agent({ keepAlive: true })
  const line = async (n: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const text = `${round}/${n}/${i}`
      if ((await post(`${url}/__admin/sandboxes/w${n}/data/lab/notes`, { team: 0, text }, agent)) !== 201) return
      acknowledged.set(text, performance.now())
    }
  }
  for (let n = 0; n < 8; n++) await post(`${url}/__admin/sandboxes`, { id: `w${n}` }, agent)
  await Promise.all(Array.from({ length: 8 }, (_, n) => line(n)))
  agent.destroy()
}

/** How long at most the machine let a timer wait, in milliseconds: a busy one delays the server as it delays us. */
function stalls(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 10)
    last = performance.now()
  }, 10)
  return () => {
    clearInterval(timer)
    return longest
  }
}

/** The status of the answer; 0 where the server was gone. */
function post(url: string, body: object, agent: Agent): Promise<number> {
  return new Promise(resolve => {
    const req = request(url, { method: 'POST', agent, headers: { 'content-type': 'application/json' } }, res => {
      res.resume().on('close', () => resolve(res.complete ? res.statusCode! : 0))
    })
    req.on('error', () => resolve(0))
    req.end(JSON.stringify(body))
  })
}

/** The texts of all notes in the file, as a server reads it. */
async function textsInFile(file: string): Promise<Set<string>> {
  const initialWorlds = new InitialWorlds({
    apis: [lab],
    scenarios: new ScenarioFiles('scenarios'),
    start: { scenario: 'empty' },
  })
  const header = { format: FORMAT, version: VERSION, by: '', base: '' } as const
  const { database, damaged } = await load(disk.read(file), {
    initialWorlds,
    header,
    apis: [lab],
    validation: new Validation('schemas'),
  })
  expect([...damaged]).toEqual([])
  const texts = new Set<string>()
  for (const { world } of Object.values(database.sandboxes))
    for (const { record } of world.tables.get('lab.notes')!.natural) texts.add((record as { text: string }).text)
  return texts
}

const asked = async (child: ChildProcess, question: object): Promise<{ stood?: number }> => {
  child.send(question)
  const [answer] = await once(child, 'message')
  return answer
}

test.each(SIZES)(
  `a server with %d MB, killed in a storm of writes, loses at most the last half second`,
  async size => {
    const file = join(folder, `${size}.json`)
    let rounds: Set<string> = new Set()
    let tried = 0
    let oldest = 0
    let stood = 0
    for (let round = 0; round < KILLS; round++) {
      const { child, url } = await start(file)
      const exit = once(child, 'exit')
      await asked(child, { fill: size * 1e6 })
      // What loads when first asked for is not what is measured.
      await post(`${url}/__admin/sandboxes/w0/data/lab/notes`, { team: 0 }, new Agent())
      await asked(child, { stood: true })
      const acknowledged = new Map<string, number>()
      const stalled = stalls()
      const over = storm(url, round, acknowledged)
      await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(0), 10_000)
      // The moment of death is what is tried; it waits for nothing else.
      await new Promise(resolve => setTimeout(resolve, 600 + ((round * 137) % 500)))
      stood = Math.max(stood, (await asked(child, { stood: true })).stood!)
      child.kill('SIGKILL')
      const killed = performance.now()
      const late = stalled()
      await exit
      await over
      const found = await textsInFile(file)
      const missing = [...acknowledged].filter(([text]) => !found.has(text)).map(([, at]) => killed - at)
      oldest = Math.max(oldest, ...missing)
      tried += [...acknowledged].filter(([, at]) => at < killed - BEHIND - late).length
      expect(missing.filter(age => age > BEHIND + late)).toEqual([])
      expect([...rounds].filter(text => !text.startsWith('full') && !found.has(text))).toEqual([])
      rounds = found
    }
    const { child } = await start(file)
    const exit = once(child, 'exit')
    child.disconnect()
    await exit
    expect(tried).toBeGreaterThan(0)
    expect((await textsInFile(file)).size).toBe(rounds.size)
    expect(readdirSync(folder).filter(name => name.includes('.corrupt-'))).toEqual([])
    const figures = { megabytes: statSync(file).size / 1e6, kills: KILLS, oldestLostMs: oldest, longestStandMs: stood }
    if (process.env.POLIGON_KILLS) console.log(JSON.stringify(figures))
  },
  60_000 + KILLS * 30_000,
)
