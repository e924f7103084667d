import type { Api } from '../api/api.ts'
import { definitionError } from '../api/define-api.ts'
import { wordsOf } from '../api/own-fault.ts'
import type { WriteCheck, WriteChecks } from '../api/write-check.ts'
import { FixedMap } from '../lib/fixed-map.ts'
import { freeze } from '../lib/freeze.ts'
import { finish, inSlices, pause, type Work } from '../lib/slices.ts'
import type { Key } from '../store/row.ts'
import type { CollectionSpec } from '../store/spec.ts'
import { Table } from '../store/table.ts'
import { NO_TIMERS } from '../store/timers.ts'
import type { World } from '../store/world.ts'
import type { Generated, Prepared } from './prepared.ts'
import type { Chain, Settings } from './scenario.ts'
import { timersIn } from './scenario-timers.ts'

/** Told of a long work: how many clients of an API are made of how many. */
export type Progress = (api: string, made: number, of: number) => void

export type Rows = Map<Key, Record<string, unknown>>

/** A counter that has given every number that it has. */
export class CounterFull extends Error {
  override readonly name = 'CounterFull'
  readonly counter: string

  constructor(counter: string) {
    super(`Counter ${counter} is used up: it has given its last number. Set it lower.`)
    this.counter = counter
  }
}

/** What is known of how records are made. */
export interface WorldOptions {
  readonly prepared?: Prepared | undefined
  readonly progress?: Progress | undefined
  readonly writeCheck?: WriteChecks | undefined
}

/** The world that a scenario starts from. Sandboxes of one scenario, seed and number of records share it. */
export async function buildWorld(
  apis: readonly Api[],
  chain: Chain,
  settings: Settings,
  { prepared, progress, writeCheck }: WorldOptions = {},
): Promise<World> {
  const tables: Record<string, Table> = {}
  const counters: Record<string, number> = {}
  for (const api of apis) {
    const collections = Object.entries(api.collections as Record<string, CollectionSpec>)
    const rows = await inSlices(gatheringRows(api, chain))
    const count = settings.records[api.name] ?? 0
    if (count > 0) {
      const known = prepared?.generated(api.name, chain, settings.seed, count)
      const check = writeCheck?.(api)
      const generated =
        known ??
        (await generatedFor(api, chain, settings.seed, count, progress).catch(error => {
          throw check ? definitionError(api.name, `“generate” failed: ${wordsOf(error)}. Correct it`) : error
        }))
      await inSlices(addingGenerated(api, rows, generated, check))
    }
    for (const [name, spec] of collections) {
      const records = recordsOf(rows.get(name)!, spec)
      const table = Table.building(records, new Map(Object.entries(spec.indexes ?? {})))
      tables[`${api.name}.${name}`] = await inSlices(table)
      if (spec.newKey !== 'uuid') {
        const first = settings.counters[`${api.name}.${name}`] ?? spec.newKey
        counters[`${api.name}.${name}`] = firstFree(first, rows.get(name)!, spec)
      }
    }
    for (const [name, first] of Object.entries(api.counters ?? {}))
      counters[`${api.name}.${name}`] = settings.counters[`${api.name}.${name}`] ?? first
  }
  const last = chain.at(-1)
  return {
    tables: FixedMap.of(tables),
    counters: FixedMap.of({ ...settings.counters, ...counters }),
    random: last?.random ?? settings.seed >>> 0,
    memory: last?.memory ?? {},
    timers: last ? timersIn(last, name => apis.some(api => api.name === name)) : NO_TIMERS,
  }
}

function* recordsOf(rows: Rows, { defaults }: CollectionSpec): Generator<{ key: Key; record: object }> {
  for (const [key, record] of rows) yield { key, record: freeze({ ...defaults, ...record }) }
}

/** The first key that a counter can give: to pass over those that are taken is done once, not after each reset. */
export function firstFree(
  first: number,
  rows: { has(key: Key): boolean },
  { keyType }: Pick<CollectionSpec, 'keyType'>,
): number {
  let next = first
  while (next < Number.MAX_SAFE_INTEGER && rows.has(keyType === 'string' ? String(next) : next)) next++
  return next
}

/** What the documents of a chain say of an API's records, merged, by collection and key. */
export const rowsOf = (api: Api, chain: Chain): Map<string, Rows> => finish(gatheringRows(api, chain))

/** The same in steps. */
export function* gatheringRows(api: Api, chain: Chain): Work<Map<string, Rows>> {
  const rows = new Map<string, Rows>(Object.keys(api.collections).map(name => [name, new Map()]))
  const counters: Record<string, number> = Object.assign({}, ...chain.map(scenario => scenario.counters))
  for (const scenario of fromEmpty(chain)) {
    for (const [name, records] of Object.entries(scenario.data?.[api.name] ?? {})) {
      const spec = api.collections[name] as CollectionSpec | undefined
      yield* merging(rows.get(name), spec, records, {
        name: `${api.name}.${name}`,
        next: counters[`${api.name}.${name}`],
      })
    }
  }
  return rows
}

/** The part of a chain that counts: from the last scenario that starts with no records. */
function fromEmpty(chain: Chain): Chain {
  const at = chain.findLastIndex(scenario => scenario.empty)
  return at < 0 ? chain : chain.slice(at)
}

interface Counter {
  readonly name: string
  /** The number that it gives next, where the documents say it. */
  readonly next: number | undefined
}

/** Records merge by key: fields given are set, the others stay. One with `repeat` stands for as many. */
function* merging(
  rows: Rows | undefined,
  spec: CollectionSpec | undefined,
  records: readonly Record<string, unknown>[],
  counter: Counter,
): Work<void> {
  if (!rows || !spec) return
  const given = new Set(records.map(record => record[spec.key]))
  const keys = freeKeys(key => !rows.has(key) && !given.has(key), spec, counter)
  for (const { repeat = 1, ...record } of records) {
    for (let time = 0; time < (repeat as number); time++) {
      yield
      const key = (record[spec.key] as Key | undefined) ?? keys.next().value!
      rows.set(key, { ...rows.get(key), ...record, [spec.key]: key })
    }
  }
}

/** Records without a key take those that the collection's counter would give. */
function* freeKeys(isFree: (key: Key) => boolean, spec: CollectionSpec, counter: Counter): Generator<Key, never> {
  const first = counter.next ?? (spec.newKey === 'uuid' ? 1 : spec.newKey)
  for (let number = first; ; number++) {
    if (number >= Number.MAX_SAFE_INTEGER) throw new CounterFull(counter.name)
    const key = spec.newKey === 'uuid' ? uuidOf(number) : spec.keyType === 'string' ? String(number) : number
    if (isFree(key)) yield key
  }
}

const uuidOf = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`

/** The faker records of an API beside those of a chain. */
export async function generatedFor(
  api: Api,
  chain: Chain,
  seed: number,
  count: number,
  progress?: Progress,
): Promise<Generated> {
  const rows = await inSlices(gatheringRows(api, chain))
  const present = (name: string): readonly Record<string, unknown>[] => [...(rows.get(name)?.values() ?? [])]
  const onProgress = (made: number): Promise<void> | undefined => {
    progress?.(api.name, made, count)
    return pause()
  }
  // Faker is one for all, and its stream must not be used by two at once.
  const own = generating.catch(() => {}).then(() => api.generate?.(count, seed, present, onProgress))
  generating = own
  return ((await own) ?? {}) as Generated
}

let generating: Promise<unknown> = Promise.resolve()

function checkMade(api: Api, check: () => void): void {
  try {
    check()
  } catch (error) {
    throw definitionError(api.name, `“generate”: ${wordsOf(error)}. Correct it`)
  }
}

/** Generated records never take the place of a scenario's own. */
function* addingGenerated(api: Api, rows: Map<string, Rows>, generated: Generated, check?: WriteCheck): Work<void> {
  for (const [name, made] of Object.entries(generated)) {
    if (check) {
      const { defaults } = (api.collections[name] ?? {}) as Partial<CollectionSpec>
      for (const record of made) checkMade(api, () => check.record(name, { ...defaults, ...record }))
    }
    const into = rows.get(name)!
    const { key } = api.collections[name] as CollectionSpec
    for (const record of made) {
      if (!into.has(record[key] as Key)) into.set(record[key] as Key, record)
      yield
    }
  }
}
