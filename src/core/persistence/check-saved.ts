import type { Api } from '../api/api.ts'
import type { Fault } from '../faults/fault.ts'
import { nowOf } from '../sandbox/clock.ts'
import { checkFault, checkNames } from '../scenarios/check.ts'
import { type ScenarioFlaw, sayScenarioFlaw } from '../scenarios/scenario-flaw.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Table } from '../store/table.ts'
import type { Value } from '../store/values.ts'
import type { World } from '../store/world.ts'
import type { Validation } from '../validation/validation.ts'
import type { Point, WorldPlace } from './point.ts'

export interface Checks {
  /** Every API that values may speak of. */
  readonly apis: readonly Api[]
  readonly validation: Validation
}

const FIRST = Date.parse('0001-01-01T00:00:00Z')
const LAST = Date.parse('9999-12-31T23:59:59.999Z')

/** What is wrong with the values that are in active in a sandbox, in words; null where nothing is. It costs little. */
export function findValueError({ clock, active, checkpoints }: Point, { apis }: Checks): string | null {
  for (const [name, value] of Object.entries({ at: clock.at, since: clock.since, now: nowOf(clock, Date.now()) }))
    if (!isInstant(value)) return `clock.${name} ${OUT_OF_RANGE}, not ${value}`
  const [flaw] = checkForce({ active }, apis)
  if (flaw) return sayScenarioFlaw(flaw)
  for (const checkpoint of checkpoints) {
    const { name, now } = checkpoint
    if (!isInstant(now)) return `checkpoint ${name}: now ${OUT_OF_RANGE}, not ${now}`
    const [wrong] = checkForce(checkpoint, apis)
    if (wrong) return `checkpoint ${name}: ${sayScenarioFlaw(wrong)}`
  }
  return null
}

const OUT_OF_RANGE = 'must be milliseconds since 1970 in the years 1 to 9999'

/** The same of everything: records and memory by their schemas, faults, unique values. */
export function findAnyError(point: Point, checks: Checks): string | null {
  const { faults, checkpoints } = point
  const problem =
    findFaultError(faults, checks) ??
    checkpoints
      .map(({ faults: armed }) =>
        findFaultError(
          armed.map(({ id, fault }) => ({ id, ...fault })),
          checks,
        ),
      )
      .find(Boolean) ??
    findWorldError(point.world, checks)
  if (problem) return problem
  for (const { name, world } of checkpoints) {
    const wrong = findWorldError(world, checks)
    if (wrong) return `checkpoint ${name}: ${wrong}`
  }
  return null
}

const isInstant = (value: number): boolean => value >= FIRST && value <= LAST

function checkForce({ active }: Pick<WorldPlace, 'active'>, apis: readonly Api[]): ScenarioFlaw[] {
  const { seed, timezone, profiles, readings } = active
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff)
    return [{ path: ['seed'], message: `must be a whole number from 0 to 4294967295, not ${seed}` }]
  return checkNames({ timezone, profiles, readings }, apis)
}

function findFaultError(faults: readonly Fault[], { apis }: Checks): string | null {
  for (const [i, fault] of faults.entries()) {
    const [flaw] = checkFault(fault, apis)
    if (flaw) return sayScenarioFlaw({ path: ['faults', i, ...flaw.path], message: flaw.message })
  }
  return null
}

function findWorldError({ tables, memory, counters, timers }: World, { apis, validation }: Checks): string | null {
  const late = timers.pending.find(({ at }) => !isInstant(at))
  if (late) return `timer t${late.id}: at ${OUT_OF_RANGE}, not ${late.at}`
  for (const name of counters.names)
    if (!Number.isSafeInteger(counters.get(name))) return `counters.${name} must be a whole number`
  for (const name of Object.keys(memory)) {
    const api = apis.find(candidate => candidate.name === name)
    if (!api) return `memory.${name} is not an API`
    const [flaw] = api.memory ? validation.check(api.memory, memory[name], '').flaws : []
    if (flaw) return `memory.${name}${flaw.at} ${flaw.message}`
  }
  for (const api of apis) {
    for (const [collection, spec] of Object.entries(api.collections as Record<string, CollectionSpec>)) {
      const table = tables.get(`${api.name}.${collection}`)
      const problem = table && findTableError(table, spec, validation)
      if (problem) return `${api.name}.${collection}${problem}`
    }
  }
  return null
}

function findTableError(table: Table, spec: CollectionSpec, validation: Validation): string | null {
  let size = table.start.size
  for (const { key, row } of table.changes) {
    const isOfBase = table.atStart(key) !== undefined
    if (row && !isOfBase) size++
    if (!row && isOfBase) size--
    if (!row) continue
    const at = `[${JSON.stringify(key)}]`
    const record = row.record as Record<string, unknown>
    if (typeof key !== (spec.keyType === 'string' ? 'string' : 'number'))
      return `${at}: the key must be a ${spec.keyType}`
    if (record[spec.key] !== key) return `${at}.${spec.key} must be the key, not ${JSON.stringify(record[spec.key])}`
    const { flaws, unknown } = spec.schema ? validation.check(spec.schema, record, '') : { flaws: [], unknown: [] }
    const [flaw] = flaws
    if (flaw)
      return `${at}${flaw.at} ${flaw.message}${flaw.value === undefined ? '' : `, not ${JSON.stringify(flaw.value)}`}`
    const [stranger] = unknown
    if (stranger) return `${at}${stranger.at} is not a field of these records`
    const taken = findTaken(table, spec, record)
    if (taken) return `${at}.${taken} is the same as another record's`
  }
  return table.size === size ? null : ': two records have the same place'
}

function findTaken(table: Table, spec: CollectionSpec, record: Record<string, unknown>): string | undefined {
  return spec.unique?.find(name => {
    const values: readonly Value[] = spec.indexes?.[name]?.(record) ?? [(record[name] ?? null) as Value]
    return values.some(value => value !== null && value !== '' && table.count(name, value) > 1)
  })
}
