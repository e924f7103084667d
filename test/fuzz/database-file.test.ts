import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { FileDatabase } from '../../src/core/persistence/database.ts'
import { IncompatibleFile } from '../../src/core/persistence/errors.ts'
import { takeCheckpoint } from '../../src/core/sandbox/checkpoints.ts'
import type { SandboxState } from '../../src/core/sandbox/state.ts'
import { ScenarioFiles } from '../../src/core/scenarios/files.ts'
import { InitialWorlds } from '../../src/core/scenarios/initial-worlds.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { run } from '../../src/server.ts'
import { lab } from '../support/lab.ts'

/** How many files are tried: `POLIGON_FUZZ_FILES=5000`. */
const FILES = Number(process.env.POLIGON_FUZZ_FILES ?? (process.env.TEST_MODE === 'fuzz' ? 1000 : 50))

const folder = mkdtempSync(join(tmpdir(), 'poligon-fuzz-'))
const file = join(folder, 'sandboxes.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file with everything in it that a file may have, over several runs; and what each run left, by sandbox. */
async function make(): Promise<{ bytes: Buffer; states: Map<string, Set<string>> }> {
  const states = new Map<string, Set<string>>()
  for (let n = 0; n < 4; n++) {
    const server = await run({ port: 0, host: '127.0.0.1', apis: [lab], api: ['lab'], scenario: 'empty', db: file })
    for (const id of ['default', 'w1', 'w2']) {
      const sandbox = server.sandboxes.take(id)
      sandbox.setTime(1e12 + n, true)
      sandbox.transact(() => {
        for (let i = 0; i < 3; i++) sandbox.collection('lab', 'teams')!.insert({ name: `${id} команда ${n}` })
        sandbox.collection('lab', 'notes')!.insert({ team: 0, text: 'x'.repeat(n === 1 ? 70_000 : 20) })
        sandbox.remember('lab', { n })
      })
      if (n === 1) takeCheckpoint(sandbox, 'one')
      if (n === 2) sandbox.transact(() => sandbox.collection('lab', 'teams')!.remove(100, []))
      sandbox.faults.replace([{ status: 500, times: n + 1 }])
    }
    await server.close()
    for (const sandbox of server.sandboxes.list()) {
      if (!states.has(sandbox.id)) states.set(sandbox.id, new Set())
      states.get(sandbox.id)!.add(shown(sandbox.state))
    }
  }
  return { bytes: readFileSync(file), states }
}

const shown = ({ world, clock, faults, checkpoints }: SandboxState): string =>
  JSON.stringify([
    world.tables.map(table => [...table.natural]).toJSON(),
    world.memory,
    clock.at,
    faults,
    [...checkpoints.keys()],
  ])

const { bytes: whole, states } = await make()
const initialWorlds = new InitialWorlds({
  apis: [lab],
  scenarios: new ScenarioFiles('scenarios'),
  start: { scenario: 'empty' },
})
const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

/** Opens a file as a server does. @returns what it was told, and the sandboxes; null where it refused in words */
async function opened(bytes: Uint8Array): Promise<{ told: string[]; sandboxes: Record<string, SandboxState> } | null> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  writeFileSync(file, bytes)
  const told: string[] = []
  try {
    const report = (problem: string): void => void told.push(problem)
    const options = { file, initialWorlds, apis: [lab], validation: new Validation('schemas'), version, report }
    const database = await FileDatabase.open(options)
    await database.close()
    return { told, sandboxes: database.low.data.sandboxes }
  } catch (error) {
    if (!(error instanceof IncompatibleFile)) throw error
    expect(error.message).toMatch(/^Cannot use the database .*\.$/)
    expect(readFileSync(file).equals(bytes)).toBe(true)
    return null
  }
}

const at = fc.nat(whole.length - 1)
type Edit = (bytes: Buffer) => Buffer
const splice = (bytes: Buffer, from: number, count: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + count)])
const edits: fc.Arbitrary<Edit> = fc.oneof(
  at.map(
    (end): Edit =>
      bytes =>
        bytes.subarray(0, end),
  ),
  fc.tuple(at, fc.nat(255)).map(
    ([i, byte]): Edit =>
      bytes =>
        splice(bytes, i, 1, Buffer.of(byte)),
  ),
  fc.tuple(at, fc.nat(5000), fc.uint8Array({ maxLength: 30 })).map(
    ([i, count, put]): Edit =>
      bytes =>
        splice(bytes, i, count, put),
  ),
  fc.tuple(at, fc.nat(5000)).map(
    ([i, count]): Edit =>
      bytes =>
        splice(bytes, i, count, Buffer.alloc(count)),
  ),
  fc.tuple(at, at, fc.nat(5000)).map(
    ([i, from, count]): Edit =>
      bytes =>
        splice(bytes, i, 0, bytes.subarray(from, from + count)),
  ),
)

test(`a file that is damaged anyhow is used, or refused in words; a sandbox comes back whole, or not at all`, async () => {
  expect((await opened(whole))!.told).toEqual([])
  await fc.assert(
    fc.asyncProperty(fc.array(edits, { minLength: 1, maxLength: 3 }), async changes => {
      const result = await opened(changes.reduce((bytes, change) => change(bytes), whole))
      if (!result) return
      const { told, sandboxes } = result
      const isEdited = told.some(line => line.includes('was edited outside'))
      for (const [id, state] of Object.entries(sandboxes)) if (!isEdited) expect(states.get(id)).toContain(shown(state))
      for (const line of told) expect(line).toMatch(/^(Cannot read|Lines? \d|The last \d).*\.$/)
    }),
    { numRuns: FILES, seed: 11 },
  )
}, 120_000)

/** Any JSON value in the place of another, with the checksum taken away, as a person may do. */
test('a value that is edited to another is checked, and never harms', async () => {
  const lines = whole
    .toString()
    .split('\n')
    .slice(0, -1)
    .map(line => JSON.parse(line.slice(0, -9)) as object)
  const places = lines.flatMap((line, i) => (i === 0 ? [] : pathsOf(line).map(path => ({ i, path }))))
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 2 }), async ({ i, path }, value) => {
      const text = lines.map((line, n) => JSON.stringify(n === i ? withValue(line, path, value) : line)).join('\n')
      if (await opened(Buffer.from(`${text}\n`))) expect(await asked(`${text}\n`)).toEqual([])
    }),
    { numRuns: FILES, seed: 12 },
  )
}, 120_000)

/** Asks a server that has such a file for everything. @returns what it answered with a defect of its own */
async function asked(text: string): Promise<string[]> {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
  writeFileSync(file, text)
  const wrong: string[] = []
  const server = await run({
    port: 0,
    host: '127.0.0.1',
    apis: [lab],
    api: ['lab'],
    scenario: 'empty',
    db: file,
    onDefect: error => wrong.push(String(error)),
    onProblem: () => {},
  })
  const home = `${server.url}/__admin/sandboxes`
  const post = { method: 'POST', headers: { 'content-type': 'application/json' } }
  const requests: [string, RequestInit?][] = [
    ...['', '/w1/state', '/w1/changes', '/w1/checkpoints', '/w1/faults', '/w1/clock', '/w1/readings'].map(
      (path): [string] => [path],
    ),
    ['/w1/data/lab/notes', { ...post, body: '{"team":0,"text":"new"}' }],
    ['/w1/data/lab/teams?name=x'],
    ['/w1/clock/advance', { ...post, body: '{"hours":1}' }],
    ['/w1/checkpoints/one/restore', { method: 'POST' }],
    ['/w1/state'],
    ['/w1/reset', { method: 'POST' }],
  ]
  for (const [path, init] of requests) {
    const { status } = await fetch(`${home}${path}`, init)
    if (status >= 500) wrong.push(`${status} ${path}`)
  }
  await server.close()
  return wrong
}

function pathsOf(value: unknown): (string | number)[][] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => [[name], ...pathsOf(inner).map(path => [name, ...path])])
}

function withValue(from: unknown, [name, ...rest]: (string | number)[], value: unknown): unknown {
  const copy = (Array.isArray(from) ? [...from] : { ...(from as object) }) as Record<string | number, unknown>
  copy[name!] = rest.length === 0 ? value : withValue(copy[name!], rest, value)
  return copy
}
