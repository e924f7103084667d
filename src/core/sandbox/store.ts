import type { Api } from '../api/api.ts'
import type { Store } from '../api/call.ts'
import { HttpFault } from '../api/refusal.ts'
import type { WriteCheck } from '../api/write-check.ts'
import type { Random } from '../lib/random.ts'
import { Collection, type TableHandle } from '../store/collection.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { Table } from '../store/table.ts'
import type { World } from '../store/world.ts'
import type { Write } from '../store/write.ts'

/** Where collections find their records and their next keys: a sandbox. */
export interface StoreHome {
  readonly world: World
  readonly random: Random
  /** The next number of a counter, past the keys that are taken. */
  count(name: string, keyType?: CollectionSpec['keyType']): number
}

/**
 * The collections of one API in one sandbox.
 *
 * @param write leaves a table, named `api.collection`, in the sandbox's world
 * @param check looks at each record before it is written
 */
export function storeOf(
  api: Api,
  sandbox: StoreHome,
  write: (name: string, table: Table, write: Write) => void,
  check?: WriteCheck,
): Store<Record<string, object>> {
  const specs = Object.entries(api.collections as Record<string, CollectionSpec>)
  const store: Record<string, Collection<object>> = {}
  for (const [name, spec] of specs) {
    const table = `${api.name}.${name}`
    const cell: TableHandle = {
      get table() {
        return sandbox.world.tables.get(table)!
      },
      write: (next, key, op) => write(table, next, { api: api.name, collection: name, key, op }),
      newKey: () => {
        if (spec.newKey === 'uuid') return sandbox.random.uuid()
        const number = sandbox.count(table, spec.keyType)
        return spec.keyType === 'string' ? String(number) : number
      },
      ...(check && { check: (record: object) => check.record(name, record) }),
      missing: (collection, key) => new HttpFault('not-found', `There is no record ${key} in ${collection}`),
      sibling: other => store[other]!,
      referrers: specs.flatMap(([collection, { references }]) =>
        Object.entries(references ?? {})
          .filter(([, reference]) => reference.to === name)
          .map(([field, reference]) => ({ collection, field, reference: reference as Reference })),
      ),
    }
    store[name] = new Collection(name, spec, cell)
  }
  return store as Store<Record<string, object>>
}
