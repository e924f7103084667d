import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FileDatabase } from '../../src/core/persistence/database.ts'
import { type Disk, disk, type OpenFile } from '../../src/core/persistence/disk.ts'
import { FORMAT, VERSION } from '../../src/core/persistence/lines.ts'
import { load } from '../../src/core/persistence/load.ts'
import { LogFile } from '../../src/core/persistence/log-file.ts'
import { pointOf } from '../../src/core/persistence/point.ts'
import { Saver } from '../../src/core/persistence/saver.ts'
import type { SandboxState } from '../../src/core/sandbox/state.ts'
import { InitialWorlds } from '../../src/core/scenarios/initial-worlds.ts'
import type { Scenario } from '../../src/core/scenarios/scenario.ts'
import type { Table } from '../../src/core/store/table.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { lab } from '../support/lab.ts'

const scenario: Scenario = {
  name: 'start',
  records: 0,
  data: { lab: { notes: [3, 1, 2].map(id => ({ id, team: 0, text: `start ${id}` })) } },
}
const chain = [scenario]
const initialWorlds = new InitialWorlds({
  apis: [lab],
  scenarios: { list: async () => [], chain: async () => chain, chainOf: async () => chain },
  start: {},
})
const validation = new Validation('schemas')

const folder = mkdtempSync(join(tmpdir(), 'poligon-disk-'))
const file = join(folder, 'sandboxes.json')
afterAll(() => rmSync(folder, { recursive: true, force: true }))
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name))
})

/** The disk, of which some functions fail with a code. */
type Broken = Partial<Record<keyof Disk | keyof OpenFile, string>>
function breaking(broken: Broken): Disk {
  const fail = (what: keyof Broken): void => {
    const code = broken[what]
    if (code) throw Object.assign(new Error(code), { code })
  }
  const failing =
    <A extends unknown[]>(what: keyof Broken, does: (...args: A) => Promise<void>) =>
    async (...args: A): Promise<void> => {
      fail(what)
      await does(...args)
    }
  return {
    ...disk,
    create: failing('create', disk.create),
    move: failing('move', disk.move),
    async *read(path) {
      fail('read')
      yield* disk.read(path)
    },
    async open(...args) {
      fail('open')
      const opened = await disk.open(...args)
      return {
        ...opened,
        async write(bytes, at) {
          if (broken.write) await opened.write(bytes.subarray(0, 10), at)
          fail('write')
          await opened.write(bytes, at)
        },
        sync: failing('sync', opened.sync),
      }
    },
  }
}

let reports: string[] = []
beforeEach(() => void (reports = []))

const open = (broken: Broken = {}): Promise<FileDatabase> =>
  FileDatabase.open({
    file,
    initialWorlds,
    apis: [lab],
    validation,
    version: '1.0.0',
    disk: breaking(broken),
    report: problem => reports.push(problem),
  })

/** A sandbox whose notes are another table. */
async function stateWith(change: (notes: Table) => Table): Promise<SandboxState> {
  const { start, settings, world } = await initialWorlds.of({})
  const { seed, timezone, profiles, readings, strict, unchecked } = settings
  const active = { seed, timezone, profiles, readings, strict, unchecked }
  const tables = world.tables.with('lab.notes', change(world.tables.get('lab.notes')!))
  const present = { clock: { at: 1, since: 1, frozen: true }, faults: [], checkpoints: new Map(), requests: 0 }
  return { start, settings, ...active, ...present, world: { ...world, tables } }
}

const put = (table: Table, key: number, text: string): Table =>
  table.put(key, { id: key, team: 0, text }, table.get(key))
const notesOf = ({ low }: FileDatabase): Table => low.data.sandboxes.one!.world.tables.get('lab.notes')!

async function written(database: FileDatabase, change: (notes: Table) => Table): Promise<void> {
  database.low.data.sandboxes.one = await stateWith(change)
  database.touch('one')
}

describe('what is written is read again', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 6 }), text: fc.option(fc.string()) })

  test('any changes of a table, with its order and its next place, however they are cut into writes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(step, { maxLength: 15 }), { maxLength: 5 }), async writes => {
        const header = { format: FORMAT, version: VERSION, by: '1.0.0', base: '' } as const
        rmSync(file, { force: true })
        const log = await LogFile.make(file, disk, header)
        let state = await stateWith(notes => notes)
        for (const steps of writes) {
          const notes = state.world.tables.get('lab.notes')!
          const next = steps.reduce(
            (table, { key, text }) => (text === null ? table.drop(key) : put(table, key, text)),
            notes,
          )
          state = { ...state, world: { ...state.world, tables: state.world.tables.with('lab.notes', next) } }
          await log.append(new Map([['one', pointOf(state)]]))
        }
        await log.append(new Map([['one', pointOf(state)]]))
        await log.close()
        const { database, damaged } = await load(disk.read(file), { initialWorlds, apis: [lab], validation, header })
        expect([...damaged]).toEqual([])
        const before = state.world.tables.get('lab.notes')!
        const after = database.sandboxes.one!.world.tables.get('lab.notes')!
        expect([...after.natural]).toEqual([...before.natural])
        expect([...after.changes]).toEqual([...before.changes])
        expect([...put(after, 99, 'x').natural]).toEqual([...put(before, 99, 'x').natural])
        for (const { key } of writes.flat()) expect(after.get(key)).toEqual(before.get(key))
        expect(after.lookup('text', 'start 1')).toEqual(before.lookup('text', 'start 1'))
      }),
      { numRuns: 150 },
    )
  })

  test('a step longer than a line is whole or not there at all', async () => {
    const many = (notes: Table): Table => {
      for (let key = 10; key < 1000; key++) notes = put(notes, key, 'x'.repeat(500))
      return notes
    }
    const first = await open()
    await written(first, many)
    await first.close()
    const lines = readFileSync(file, 'utf8').split('\n')
    expect(lines.length).toBeGreaterThan(6)
    const second = await open()
    expect(notesOf(second).size).toBe(993)
    await second.close()
    writeFileSync(file, lines.slice(0, -2).join('\n'))
    const third = await open()
    expect(third.low.data.sandboxes.one).toBeUndefined()
    await written(third, notes => put(notes, 5, 'five'))
    await third.close()
    expect(notesOf(await opened()).size).toBe(4)
    expect(reports).toEqual([])
  })
  const opened = async (): Promise<FileDatabase> => {
    const database = await open()
    await database.close()
    return database
  }
})

describe('a disk that fails', () => {
  test.each([
    ['write', 'ENOSPC', 'the disk is full'],
    ['sync', 'EIO', 'the disk does not answer'],
  ] as const)('%s: %s is said once, and the file stays as it was', async (what, code, words) => {
    const broken: Broken = {}
    const database = await open(broken)
    await written(database, notes => put(notes, 7, 'seven'))
    await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toContain('seven'))
    broken[what] = code
    await written(database, notes => put(notes, 8, 'eight'))
    await vi.waitFor(() => expect(reports).toHaveLength(1), 3000)
    await written(database, notes => put(put(notes, 8, 'eight'), 9, 'nine'))
    expect(reports).toEqual([expect.stringContaining(`${file}: ${words} (${code}).`)])
    expect(database.problems).toEqual(reports)
    delete broken[what]
    await vi.waitFor(() => expect(database.problems).toEqual([]), 3000)
    expect(reports).toEqual([expect.anything(), 'The database is written again: nothing is missing from it.'])
    await database.close()
    const second = await open()
    expect([...notesOf(second).changes].map(({ key }) => key)).toEqual([8, 9])
    await second.close()
  })

  test('a file that cannot be put in place leaves nothing behind, and comes when it can', async () => {
    const broken: Broken = { move: 'EBUSY' }
    const database = await open(broken)
    await written(database, notes => put(notes, 7, 'seven'))
    await vi.waitFor(() => expect(reports).toEqual([expect.stringContaining('mount its folder instead (EBUSY)')]), 3000)
    expect(readdirSync(folder)).toEqual(['sandboxes.json.lock'])
    delete broken.move
    await vi.waitFor(() => expect(existsSync(file)).toBe(true), 3000)
    await database.close()
  })

  test('a folder that may not be written is served from, without a lock', async () => {
    const first = await open()
    await written(first, notes => notes.drop(1))
    await first.close()
    const text = readFileSync(file, 'utf8')
    const database = await open({ create: 'EROFS', open: 'EROFS' })
    expect(notesOf(database).size).toBe(2)
    await written(database, notes => notes)
    await vi.waitFor(() => expect(reports).toEqual([expect.stringContaining('the disk is read-only (EROFS)')]), 3000)
    await database.close()
    expect(readFileSync(file, 'utf8')).toBe(text)
  })

  test('a file that cannot be read stops the start, and is left as it is', async () => {
    writeFileSync(file, '{}')
    await expect(open({ read: 'EACCES' })).rejects.toThrow('permission is denied (EACCES)')
    expect(readFileSync(file, 'utf8')).toBe('{}')
    expect(readdirSync(folder)).toEqual(['sandboxes.json'])
  })

  test('a file that cannot be set aside stops the start, and is left as it is', async () => {
    const first = await open()
    await written(first, notes => put(notes, 7, 'seven'))
    await first.close()
    const text = `${readFileSync(file, 'utf8').slice(0, -20)}\n{}\n${readFileSync(file, 'utf8').split('\n').at(-2)}\n`
    writeFileSync(file, text)
    await expect(open({ move: 'EPERM' })).rejects.toThrow('permission is denied (EPERM)')
    expect(readFileSync(file, 'utf8')).toBe(text)
    expect(readdirSync(folder)).toEqual(['sandboxes.json'])
  })
})

describe('writes', () => {
  let times: number[] = []
  let takes = 0
  const saver = () =>
    new Saver({
      low: {
        write: async () => {
          await new Promise(resolve => setTimeout(resolve, takes))
          times.push(performance.now())
        },
      },
      report: () => {},
      worded: String,
    })

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    times = []
    takes = 0
  })
  afterEach(() => void vi.useRealTimers())

  test('of changes that come together are one', async () => {
    const one = saver()
    for (let i = 0; i < 100; i++) one.touch()
    await vi.advanceTimersByTimeAsync(1000)
    expect(times).toHaveLength(1)
  })

  test('of a storm come at most ten times a second, and never half a second late', async () => {
    const one = saver()
    takes = 30
    const touched: number[] = []
    for (let i = 0; i < 400; i++) {
      one.touch()
      touched.push(performance.now())
      await vi.advanceTimersByTimeAsync(5)
    }
    await vi.advanceTimersByTimeAsync(1000)
    expect(times.length).toBeLessThanOrEqual(21)
    for (const at of touched) expect(times.find(done => done - takes >= at)! - at).toBeLessThan(500)
  })

  test('do not go on when nothing changes', async () => {
    const one = saver()
    one.touch()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('say how far they are behind, and how often they failed', async () => {
    let fails = true
    const one = new Saver({
      low: {
        write: async () => {
          await new Promise(resolve => setTimeout(resolve, 30))
          if (fails) throw new Error('full')
        },
      },
      report: () => {},
      worded: String,
    })
    expect({ delay: one.delay, failures: one.failures }).toEqual({ delay: 0, failures: 0 })
    one.touch()
    await vi.advanceTimersByTimeAsync(20)
    one.touch()
    expect(one.delay).toBe(20)
    await vi.advanceTimersByTimeAsync(480)
    expect({ delay: one.delay, failures: one.failures }).toEqual({ delay: 500, failures: 1 })
    fails = false
    await vi.advanceTimersByTimeAsync(1000)
    expect({ delay: one.delay, failures: one.failures }).toEqual({ delay: 0, failures: 1 })
  })

  test('are finished by closing, what came during one too', async () => {
    const one = saver()
    takes = 50
    one.touch()
    await vi.advanceTimersByTimeAsync(10)
    one.touch()
    const closed = one.close()
    await vi.advanceTimersByTimeAsync(200)
    await closed
    expect(times).toHaveLength(2)
  })
})
