import type { Work } from '../lib/slices.ts'
import type { World } from './world.ts'

/** The same records, numbers and memory as `target`, as changes of the world that `start` is. */
export function* rebasing(start: World, target: World): Work<World> {
  let { tables } = target
  for (const name of tables.names) {
    const [base, table] = [start.tables.get(name)!, tables.get(name)!]
    if (!base.sharesBase(table)) tables = tables.with(name, yield* base.rebasing(table))
  }
  return { ...target, tables }
}
