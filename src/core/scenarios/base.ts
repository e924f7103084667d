import type { Api } from '../api/define-api.ts'
import { freeze } from '../store/freeze.ts'
import type { CollectionSpec } from '../store/spec.ts'
import { type Key, Table } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { Chain, Settings } from './scenario.ts'

export type Rows = Map<Key, Record<string, unknown>>

/** The world that a scenario starts from. Sandboxes of one scenario, seed and number of records share it. */
export async function buildWorld(apis: readonly Api[], chain: Chain, settings: Settings): Promise<World> {
  const tables: Record<string, Table> = {}
  const counters: Record<string, number> = {}
  for (const api of apis) {
    const collections = Object.entries(api.collections as Record<string, CollectionSpec>)
    const rows = rowsOf(api, chain)
    await addGenerated(api, settings, rows)
    for (const [name, spec] of collections) {
      const records = [...rows.get(name)!].map(([key, record]) => ({
        key,
        record: freeze({ ...spec.defaults, ...record }),
      }))
      tables[`${api.name}.${name}`] = Table.of(records, new Map(Object.entries(spec.indexes ?? {})))
      if (spec.newKey !== 'uuid') counters[`${api.name}.${name}`] = spec.newKey
    }
    for (const [name, first] of Object.entries(api.counters ?? {})) counters[`${api.name}.${name}`] = first
  }
  const last = chain.at(-1)
  return {
    tables,
    counters: { ...counters, ...settings.counters },
    random: last?.random ?? settings.seed >>> 0,
    memory: last?.memory ?? {},
  }
}

/** What the documents of a chain say of an API's records, merged, by collection and key. */
export function rowsOf(api: Api, chain: Chain): Map<string, Rows> {
  const rows = new Map<string, Rows>(Object.keys(api.collections).map(name => [name, new Map()]))
  for (const scenario of fromEmpty(chain)) {
    for (const [name, records] of Object.entries(scenario.data?.[api.name] ?? {})) {
      merge(rows.get(name), api.collections[name] as CollectionSpec | undefined, records)
    }
  }
  return rows
}

/** The part of a chain that counts: from the last scenario that starts with no records. */
function fromEmpty(chain: Chain): Chain {
  const at = chain.findLastIndex(scenario => scenario.empty)
  return at < 0 ? chain : chain.slice(at)
}

/** Records merge by key: fields given are set, the others stay. */
function merge(
  rows: Rows | undefined,
  spec: CollectionSpec | undefined,
  records: readonly Record<string, unknown>[],
): void {
  if (!rows || !spec) return
  for (const record of records) {
    const key = record[spec.key] as Key | undefined
    const own = key ?? freeKey(rows, spec)
    rows.set(own, { ...rows.get(own), ...record, [spec.key]: own })
  }
}

/** A record without a key takes the first that the collection's counter would give. */
export function freeKey(rows: Rows, spec: CollectionSpec): Key {
  if (spec.newKey === 'uuid') return `00000000-0000-4000-8000-${String(rows.size + 1).padStart(12, '0')}`
  for (let number = spec.newKey; ; number++) {
    const key = spec.keyType === 'string' ? String(number) : number
    if (!rows.has(key)) return key
  }
}

async function addGenerated(api: Api, { seed, records }: Settings, rows: Map<string, Rows>): Promise<void> {
  const count = records[api.name] ?? 0
  if (!api.generate || count === 0) return
  const present = (name: string): readonly Record<string, unknown>[] => [...(rows.get(name)?.values() ?? [])]
  const generated = await api.generate(count, seed, present)
  for (const [name, made] of Object.entries(generated) as [string, readonly Record<string, unknown>[]][]) {
    const into = rows.get(name)!
    const { key } = api.collections[name] as CollectionSpec
    for (const record of made) if (!into.has(record[key] as Key)) into.set(record[key] as Key, record)
  }
}
