import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type ClientRequest, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { lineChart } from './chart.ts'
import { drive } from './load.ts'
import { mixOf } from './mix.ts'
import { median, say, sayAll } from './say.ts'
import { ask, freePort, start } from './server.ts'
import { bytesOf } from './shot.ts'
import { poligonLine } from './targets.ts'

const { values: asked } = parseArgs({
  options: {
    requests: { type: 'string', default: '1000000' },
    sandboxes: { type: 'string', default: '100' },
    connections: { type: 'string', default: '32' },
    seed: { type: 'string', default: '1' },
    package: { type: 'string' },
    out: { type: 'string' },
  },
})

interface Sample {
  readonly requests: number
  /** Megabytes. */
  readonly rss: number
  readonly heap: number
  readonly timers: number
  readonly descriptors: number
  readonly sandboxes: number
}

const here = fileURLToPath(new URL('..', import.meta.url))
const [requests, sandboxes, connections] = [asked.requests, asked.sandboxes, asked.connections].map(Number) as [
  number,
  number,
  number,
]
const folder = mkdtempSync(join(tmpdir(), 'poligon-soak-'))
const reportFile = join(folder, 'report.json')
process.env.POLIGON_BENCH_REPORT = reportFile

const port = await freePort()
const [node, ...rest] = poligonLine(resolve(asked.package ?? join(here, '..')), port)
const collect = fileURLToPath(new URL('servers/collect.js', import.meta.url))
const health = { method: 'GET', path: '/__admin/health' }
// Half a gigabyte must do, whatever comes.
const server = await start(
  [node!, '--expose-gc', '--max-old-space-size=512', '--import', collect, ...rest],
  port,
  health,
)

/** Reads what happens; one that is deaf takes nothing of it. */
function listen(isDeaf: boolean): ClientRequest {
  const req = request({ host: '127.0.0.1', port, path: '/__admin/events', agent: false }).on('error', () => {})
  req.on('response', res => {
    res.on('error', () => {})
    if (!isDeaf) res.on('data', (part: Buffer) => void (heard += part.length))
  })
  req.end()
  return req
}
let heard = 0
const reader = listen(false)

const statuses: Record<string, number> = {}
const samples: Sample[] = []
const begun = performance.now()
const next = mixOf(sandboxes, Number(asked.seed))
let sent = 0

async function sample(): Promise<void> {
  await server.collect()
  const { heap, timers } = JSON.parse(readFileSync(reportFile, 'utf8')) as Pick<Sample, 'heap' | 'timers'>
  const known = JSON.parse((await ask(port, health)).text) as { sandboxes: number }
  samples.push({
    requests: sent,
    rss: server.rss(),
    heap,
    timers,
    descriptors: process.platform === 'linux' ? readdirSync(`/proc/${server.pid}/fd`).length : Number.NaN,
    sandboxes: known.sandboxes,
  })
}

const PARTS = 50
for (let part = 1; part <= PARTS; part++) {
  const until = Math.round((requests * part) / PARTS)
  const deaf = Array.from({ length: 5 }, () => listen(true))
  await drive({
    port,
    connections,
    next() {
      if (sent >= until) return null
      sent++
      return bytesOf(next())
    },
    told: status => void (statuses[status] = (statuses[status] ?? 0) + 1),
  })
  for (const one of deaf) one.destroy()
  await sample()
  const { heap, rss } = samples.at(-1)!
  const rate = sent / ((performance.now() - begun) / 1000)
  say(`${sent} of ${requests} requests, ${rate.toFixed(0)}/s, heap ${heap.toFixed(0)} MB, RSS ${rss.toFixed(0)} MB`)
}

reader.destroy()
const seconds = (performance.now() - begun) / 1000
await server.stop()
rmSync(folder, { recursive: true, force: true })

/** Flat: what the last fifth holds is not much more than what the second fifth held, when caches and journals were full. */
const [early, late] = [samples.slice(PARTS / 5, (2 * PARTS) / 5), samples.slice(-PARTS / 5)]
const grown = (pick: (sample: Sample) => number): { from: number; to: number } => ({
  from: median(early.map(pick)),
  to: median(late.map(pick)),
})
const heap = grown(({ heap }) => heap)
const checks: Record<string, boolean> = {
  'the heap is flat': heap.to <= heap.from * 1.1 + 10,
  'no sockets are left': Math.max(...late.map(({ descriptors }) => descriptors)) <= samples[0]!.descriptors + 10,
  'no timers are left': Math.max(...late.map(({ timers }) => timers)) <= samples[0]!.timers + 10,
  'no sandboxes are left': Math.max(...samples.map(({ sandboxes }) => sandboxes)) <= sandboxes + 1,
  'events were read': heard > requests * 100,
  'no defect': (statuses[500] ?? 0) === 0,
}

const out = asked.out ?? join(here, 'results')
mkdirSync(out, { recursive: true })
writeFileSync(
  join(out, 'soak.json'),
  `${JSON.stringify({ requests, seconds, statuses, checks, heap, samples }, null, 1)}\n`,
)
const line = (name: string, colour: string, pick: (sample: Sample) => number, unit: string) => ({
  label: `${name}: from ${pick(samples[0]!).toFixed(0)} to ${pick(samples.at(-1)!).toFixed(0)}${unit}, at most ${Math.max(...samples.map(pick)).toFixed(0)}`,
  colour,
  points: samples.map(sample => [sample.requests / requests, pick(sample)] as const),
})
const title = `${requests.toLocaleString('en')} mixed requests to ${sandboxes} sandboxes`
writeFileSync(
  join(out, 'soak.svg'),
  lineChart(
    title,
    [
      line('Heap after collection', '#2a6f4e', ({ heap }) => heap, ' MB'),
      line('RSS', '#7f9bb3', ({ rss }) => rss, ' MB'),
      line('Descriptors', '#b5652b', ({ descriptors }) => descriptors, ''),
    ],
    `${requests.toLocaleString('en')} requests`,
  ),
)
sayAll('')
sayAll(
  `${title}: ${seconds.toFixed(0)} s; heap ${heap.from.toFixed(0)} → ${heap.to.toFixed(0)} MB; statuses ${JSON.stringify(statuses)}`,
)
for (const [what, holds] of Object.entries(checks)) sayAll(`${holds ? 'yes' : 'NO '}  ${what}`)
process.exit(Object.values(checks).every(Boolean) ? 0 : 1)
