import type { Api } from '../api/define-api.ts'
import type { Scenario } from '../scenarios/scenario.ts'
import { firstFree } from '../scenarios/world.ts'
import type { Collection } from '../store/collection.ts'
import type { Sandbox } from './sandbox.ts'

/** The whole of a sandbox as a scenario document: what a sandbox that is given it goes on from. */
export function stateOf(sandbox: Sandbox, apis: readonly Api[]): Scenario {
  const { seed, timezone, profiles, readings, strict, unchecked, world } = sandbox.state
  const dangles = apis.some(api =>
    Object.values(sandbox.store(api) as Record<string, Collection<object>>).some(dangling),
  )
  return {
    empty: true,
    records: 0,
    seed,
    ...sandbox.time,
    timezone,
    profiles,
    readings,
    strict,
    ...((unchecked || dangles) && { references: 'unchecked' }),
    counters: countersOf(sandbox, apis),
    data: Object.fromEntries(apis.map(api => [api.name, recordsOf(sandbox, api)])),
    faults: sandbox.faults.remaining(),
    random: world.random,
    ...(sandbox.sideDraws > 0 && { strays: sandbox.sideDraws }),
    memory: world.memory,
  }
}

/** The next ids as they will be given: past the keys that are taken, as whoever is given this document counts them. */
function countersOf(sandbox: Sandbox, apis: readonly Api[]): Record<string, number> {
  const counters = sandbox.world.counters.toJSON()
  for (const api of apis) {
    for (const [name, collection] of Object.entries(sandbox.store(api) as Record<string, Collection<object>>)) {
      const next = counters[`${api.name}.${name}`]
      if (next !== undefined) counters[`${api.name}.${name}`] = firstFree(next, collection, collection.spec)
    }
  }
  return counters
}

function recordsOf(sandbox: Sandbox, api: Api): Record<string, Record<string, unknown>[]> {
  const store = sandbox.store(api) as Record<string, Collection<object>>
  return Object.fromEntries(
    Object.entries(store).map(([name, collection]) => [name, collection.all() as Record<string, unknown>[]]),
  )
}

const dangling = (collection: Collection<object>): boolean =>
  collection.spec.references !== undefined && collection.all().some(record => collection.dangling(record).length > 0)
