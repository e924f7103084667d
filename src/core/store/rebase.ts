import type { World } from './world.ts'

/** The same records, numbers and memory as `target`, as changes of the world that `start` is. */
export function rebase(start: World, target: World): World {
  const tables = target.tables.map((table, name) => {
    const base = start.tables.get(name)!
    return base.sharesBase(table) ? table : base.rebasedOn(table)
  })
  return { ...target, tables }
}
