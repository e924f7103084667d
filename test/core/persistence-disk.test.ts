import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { FileDatabase } from '../../src/core/persistence/database.ts'
import type { Disk } from '../../src/core/persistence/disk.ts'
import { decode, encode } from '../../src/core/persistence/saved.ts'
import { Saver } from '../../src/core/persistence/saver.ts'
import type { Database } from '../../src/core/sandbox/registry.ts'
import { InitialWorlds } from '../../src/core/scenarios/initial-worlds.ts'
import type { Scenario } from '../../src/core/scenarios/scenario.ts'
import type { Table } from '../../src/core/store/table.ts'
import { lab } from '../support/lab.ts'

const scenario: Scenario = {
  name: 'start',
  records: 0,
  data: { lab: { notes: [3, 1, 2].map(id => ({ id, team: 0, text: `start ${id}` })) } },
}
const initialWorlds = new InitialWorlds({
  apis: [lab],
  scenarios: { list: async () => [], chain: async () => chain, chainOf: async () => chain },
  start: {},
})
const chain = [scenario]

/** A database whose one sandbox has another table of notes. */
async function databaseWith(change: (notes: Table) => Table): Promise<Database> {
  const { start, settings, world } = await initialWorlds.of({})
  const { seed, timezone, profiles, readings, strict, unchecked } = settings
  const force = { seed, timezone, profiles, readings, strict, unchecked }
  const tables = world.tables.with('lab.notes', change(world.tables.get('lab.notes')!))
  const clock = { at: 1, since: 1, frozen: true }
  return {
    version: 1,
    sandboxes: { one: { start, settings, ...force, clock, faults: [], journaled: 0, world: { ...world, tables } } },
  }
}

/** A disk in memory. What `broken` names fails with that code. */
class MemoryDisk implements Disk {
  readonly files = new Map<string, string>()
  broken: Partial<Record<keyof Disk, string>> = {}
  writes = 0

  #fail(what: keyof Disk, code = this.broken[what]): void {
    if (code) throw Object.assign(new Error(code), { code })
  }
  async read(file: string): Promise<string | null> {
    this.#fail('read')
    return this.files.get(file) ?? null
  }
  async create(file: string, text: string): Promise<void> {
    this.#fail('create')
    this.#fail('create', this.files.has(file) ? 'EEXIST' : undefined)
    this.files.set(file, text)
  }
  async write(file: string, text: string): Promise<void> {
    this.writes++
    this.files.set(file, this.broken.write ? text.slice(0, 10) : text)
    this.#fail('write')
  }
  async move(from: string, to: string): Promise<void> {
    this.#fail('move')
    this.files.set(to, this.files.get(from)!)
    this.files.delete(from)
  }
  async remove(file: string): Promise<void> {
    this.files.delete(file)
  }
  async names(folder: string): Promise<string[]> {
    this.#fail('names')
    return [...this.files.keys()].map(file => file.slice(folder.length + 1))
  }
  resolve = async (file: string): Promise<string> => file
}

const FILE = '/db/sandboxes.json'

describe('what is written is read again', () => {
  const step = fc.record({ key: fc.integer({ min: 0, max: 6 }), text: fc.option(fc.string()) })

  test('any changes of a table, with its order and its next place', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async steps => {
        const put = (table: Table, key: number, text: string): Table => table.put(key, { id: key, team: 0, text })
        const change = (notes: Table): Table =>
          steps.reduce((table, { key, text }) => (text === null ? table.drop(key) : put(table, key, text)), notes)
        const database = await databaseWith(change)
        const before = database.sandboxes.one!.world.tables.get('lab.notes')!
        const after = (await decode(encode(database), initialWorlds)).sandboxes.one!.world.tables.get('lab.notes')!
        expect([...after.natural]).toEqual([...before.natural])
        expect([...after.changes]).toEqual([...before.changes])
        expect([...put(after, 99, 'x').natural]).toEqual([...put(before, 99, 'x').natural])
        for (const { key } of steps) expect(after.get(key)).toEqual(before.get(key))
        expect(after.lookup('text', 'start 1')).toEqual(before.lookup('text', 'start 1'))
      }),
      { numRuns: 200 },
    )
  })

  test('what did not change since is not worked out anew', async () => {
    const database = await databaseWith(notes => notes.put(9, { id: 9, team: 0, text: 'nine' }))
    encode(database)
    const stringify = vi.spyOn(JSON, 'stringify')
    encode(database)
    const records = stringify.mock.calls.filter(([value]) => Array.isArray(value))
    stringify.mockRestore()
    expect(records).toEqual([])
  })
})

describe('a disk that fails', () => {
  const disk = new MemoryDisk()
  let reports: string[] = []
  const open = () => FileDatabase.open({ file: FILE, initialWorlds, disk, report: problem => reports.push(problem) })

  beforeEach(() => {
    vi.useFakeTimers()
    disk.files.clear()
    disk.broken = {}
    reports = []
  })
  afterEach(() => void vi.useRealTimers())

  test.each([
    ['write', 'ENOSPC', 'the disk is full'],
    ['move', 'EROFS', 'the disk is read-only'],
    ['write', 'EACCES', 'permission is denied'],
    ['write', 'EIO', 'the disk does not answer'],
  ] as const)('%s: %s is said once, and the old file stays whole', async (what, code, words) => {
    const database = await open()
    database.touch()
    await vi.advanceTimersByTimeAsync(1)
    const whole = disk.files.get(FILE)
    disk.broken = { [what]: code }
    for (let i = 0; i < 5; i++) {
      database.touch()
      await vi.advanceTimersByTimeAsync(1500)
    }
    expect(reports).toEqual([expect.stringContaining(`${FILE}: ${words} (${code}).`)])
    expect(database.problems).toEqual(reports)
    expect([...disk.files.keys()].sort()).toEqual([FILE, `${FILE}.lock`])
    expect(disk.files.get(FILE)).toBe(whole)
    disk.broken = {}
    await vi.advanceTimersByTimeAsync(1500)
    expect(database.problems).toEqual([])
    expect(reports).toEqual([expect.anything(), 'The database is written again: nothing is missing from it.'])
    await database.close()
  })

  test('a folder that may not be written is served from, without a lock', async () => {
    disk.files.set(FILE, encode(await databaseWith(notes => notes.drop(1))))
    disk.broken = { create: 'EROFS', write: 'EROFS' }
    const database = await open()
    expect(database.low.data.sandboxes.one!.world.tables.get('lab.notes')!.size).toBe(2)
    database.touch()
    await vi.advanceTimersByTimeAsync(1)
    expect(reports).toEqual([expect.stringContaining('the disk is read-only (EROFS)')])
    await database.close()
  })

  test('a file that cannot be read stops the start, and is left as it is', async () => {
    disk.files.set(FILE, '{}')
    disk.broken = { read: 'EACCES' }
    await expect(open()).rejects.toThrow('permission is denied (EACCES)')
    expect([...disk.files]).toEqual([[FILE, '{}']])
  })

  test('a file that cannot be put aside stops the start, and is left as it is', async () => {
    disk.files.set(FILE, '{}')
    disk.broken = { move: 'EPERM' }
    await expect(open()).rejects.toThrow('permission is denied (EPERM)')
    expect([...disk.files]).toEqual([[FILE, '{}']])
  })
})

describe('writes', () => {
  let written: number[] = []
  let takes = 0
  const saver = () =>
    new Saver({
      write: async () => {
        await new Promise(resolve => setTimeout(resolve, takes))
        written.push(performance.now())
      },
      report: () => {},
      worded: String,
    })

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    written = []
    takes = 0
  })
  afterEach(() => void vi.useRealTimers())

  test('of changes that come together are one', async () => {
    const one = saver()
    for (let i = 0; i < 100; i++) one.touch()
    await vi.advanceTimersByTimeAsync(1000)
    expect(written).toHaveLength(1)
  })

  test('of a storm come at most five times a second, and never half a second late', async () => {
    const one = saver()
    takes = 30
    const touched: number[] = []
    for (let i = 0; i < 400; i++) {
      one.touch()
      touched.push(performance.now())
      await vi.advanceTimersByTimeAsync(5)
    }
    await vi.advanceTimersByTimeAsync(1000)
    expect(written.length).toBeLessThanOrEqual(11)
    for (const at of touched) expect(written.find(done => done - takes >= at)! - at).toBeLessThan(500)
  })

  test('do not go on when nothing changes', async () => {
    const one = saver()
    one.touch()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
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
    expect(written).toHaveLength(2)
  })
})
