import type { World } from './world.ts'

/** The same records, numbers and memory as `target`, as changes of the world that `start` is. */
export function laidOver(start: World, target: World): World {
  const tables = Object.entries(target.tables).map(([name, table]) => {
    const base = start.tables[name]!
    return [name, base.sharesBase(table) ? table : base.relaid(table)] as const
  })
  return { ...target, tables: Object.fromEntries(tables) }
}
