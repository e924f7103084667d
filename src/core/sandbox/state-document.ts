import type { Api } from '../api/api.ts'
import { finish, type Work } from '../lib/slices.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { timersToDocument } from '../scenarios/scenario-timers.ts'
import { firstFree } from '../scenarios/world.ts'
import type { Collection } from '../store/collection.ts'
import type { World } from '../store/world.ts'
import type { Sandbox } from './sandbox.ts'
import { storeOf } from './store.ts'

/** The whole of a sandbox as a scenario document: what a sandbox that is given it goes on from. */
export const stateOf = (sandbox: Sandbox, apis: readonly Api[]): Scenario => finish(readingState(sandbox, apis))

/** The same in steps: it is of the moment at which it was begun, whatever is written in the meantime. */
export function* readingState(sandbox: Sandbox, apis: readonly Api[]): Work<Scenario> {
  const { seed, timezone, profiles, readings, strict, unchecked, world } = sandbox.state
  const { time, sideDraws } = sandbox
  const faults = sandbox.faults.remaining()
  const data: Record<string, Record<string, Record<string, unknown>[]>> = {}
  const counters = world.counters.toJSON()
  let dangles = false
  for (const api of apis) {
    const collections: Record<string, Record<string, unknown>[]> = {}
    for (const [name, collection] of Object.entries(frozenStore(api, world))) {
      // As it will be given: past the keys that are taken, as whoever is given this document counts.
      const next = counters[`${api.name}.${name}`]
      if (next !== undefined) counters[`${api.name}.${name}`] = firstFree(next, collection, collection.spec)
      const records = (collections[name] = [] as Record<string, unknown>[])
      for (const { record } of world.tables.get(`${api.name}.${name}`)!.natural) {
        records.push(record as Record<string, unknown>)
        dangles ||= collection.dangling(record as object).length > 0
        yield
      }
    }
    data[api.name] = collections
  }
  return {
    empty: true,
    records: 0,
    seed,
    ...time,
    timezone,
    profiles,
    readings,
    strict,
    ...((unchecked || dangles) && { references: 'unchecked' }),
    counters,
    data,
    faults,
    random: world.random,
    ...(sideDraws > 0 && { strays: sideDraws }),
    memory: world.memory,
    ...timersToDocument(world.timers, timezone),
  }
}

/** The collections of a world that is only read. */
function frozenStore(api: Api, world: World): Record<string, Collection<object>> {
  const refuse = (): never => {
    throw new Error(`Cannot write ${api.name}: this world is only read`)
  }
  const home = {
    world,
    count: refuse,
    get random(): never {
      return refuse()
    },
  }
  return storeOf(api, home, refuse) as Record<string, Collection<object>>
}
