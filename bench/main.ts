import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { type Grown, grown, memoryOfSandboxes, repeated, startTime } from './growth.ts'
import { Load } from './load.ts'
import { measureAll } from './measure.ts'
import { peers } from './peers.ts'
import { machine, stallsTable, suiteTable, writeMillion, writeResults } from './report.ts'
import { clients } from './rows.ts'
import { median, sayAll } from './say.ts'
import { stalls } from './stalls.ts'
import { suite } from './suite.ts'
import type { Target } from './target.ts'
import { expressHello, nodeHello, poligon } from './targets.ts'

const { values: asked } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    seconds: { type: 'string' },
    /** Names of targets, with commas between them: a part of a name is enough. */
    only: { type: 'string' },
    /** The folder of another build of the package. */
    package: { type: 'string' },
    /** Where the results go. */
    out: { type: 'string' },
    /** In place of all that: one API with 1,000, 100,000 and 1,000,000 clients. */
    million: { type: 'boolean', default: false },
    /** In place of all that: how long others wait while one sandbox is asked for something large. */
    stalls: { type: 'boolean', default: false },
    /** In place of all that: what a suite of tests feels. */
    suite: { type: 'boolean', default: false },
    'no-growth': { type: 'boolean', default: false },
  },
})

const here = fileURLToPath(new URL('..', import.meta.url))
const folder = resolve(asked.package ?? join(here, '..'))
const records = 1000
const plan = {
  records,
  connections: 16,
  rounds: Number(asked.rounds ?? (asked.quick ? 3 : 5)),
  seconds: Number(asked.seconds ?? (asked.quick ? 0.8 : 1.5)),
  warmUp: asked.quick ? 0.7 : 1.5,
}

/** What to measure, and what is left out. */
function targets(): { chosen: Target[]; left: { name: string; why: string }[] } {
  const names = asked.only?.split(',')
  const ours = [expressHello, nodeHello, poligon(folder)]
  if (names)
    return { chosen: [...ours, ...peers].filter(({ name }) => names.some(part => name.includes(part))), left: [] }
  if (asked.quick) return { chosen: ours, left: [] }
  const left = peers.flatMap(({ name, missing }) => (missing ? [{ name, why: missing }] : []))
  return { chosen: [...ours, ...peers.filter(({ missing }) => !missing)], left }
}

/** The peers, installed beside the bench and nowhere else. */
function install(chosen: readonly Target[]): void {
  if (!chosen.some(({ kind }) => kind === 'peer') || existsSync(join(here, 'node_modules'))) return
  sayAll('Installing what Poligon is compared with, into bench/node_modules …')
  const { status } = spawnSync('npm ci --no-audit --no-fund', { cwd: here, stdio: 'inherit', shell: true })
  if (status !== 0) throw new Error('Cannot install the peers. Run with --quick, which needs none.')
}

async function growth(rows1k: Awaited<ReturnType<typeof clients>>, load: Load): Promise<Grown[]> {
  const rows100k = await clients(folder, 100_000)
  const found: Grown[] = []
  for (const rows of [rows1k, rows100k]) found.push(await grown(poligon(folder), rows, load, asked.quick ? 0.5 : 1))
  if (asked.quick) return found
  for (const peer of peers.filter(({ name, missing }) => !missing && /json-server 0|Mockoon/.test(name)))
    for (const rows of [rows1k, rows100k]) found.push(await grown(peer, rows, load, 2))
  return found
}

if (asked.million) {
  const load = new Load()
  const found: Grown[] = []
  for (const count of [10, 1000, 10_000]) found.push(await repeated(folder, await clients(folder, count), load))
  load.close()
  const out = asked.out ?? join(here, 'results')
  process.stdout.write(writeMillion(out, found))
  sayAll(`\nWritten: ${join(out, 'million.{json,md}')}`)
  process.exit()
}

if (asked.stalls) {
  const load = new Load()
  const found = await stalls(folder, load, asked.quick ? 2 : 8)
  load.close()
  sayAll('')
  process.stdout.write(stallsTable(found))
  process.exit()
}

if (asked.suite) {
  process.stdout.write(suiteTable(await suite(folder, plan.rounds)))
  process.exit()
}

const { chosen } = targets()
install(chosen)
const { chosen: present, left } = targets()
const load = new Load()
const rows = await clients(folder, records)
const starts: number[] = []
for (let round = 0; round < plan.rounds; round++) starts.push(await startTime(folder))
const { measured, left: failed } = await measureAll(present, rows, load, plan)
const isWhole = !asked['no-growth'] && !asked.only
const results = {
  at: new Date().toISOString().slice(0, 10),
  plan,
  machine: machine(),
  start: median(starts),
  measured,
  left: [...left, ...failed],
  grown: isWhole ? await growth(rows, load) : [],
  sandboxes: isWhole && !asked.quick ? await memoryOfSandboxes(folder) : undefined,
}
load.close()
const out = asked.out ?? join(here, 'results')
const text = writeResults(out, results)
sayAll('')
process.stdout.write(text)
sayAll(`\nWritten: ${join(out, 'latest.{json,md,svg}')}`)
process.exit()
