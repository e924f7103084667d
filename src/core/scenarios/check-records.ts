import { join } from 'node:path'
import type { Api } from '../api/api.ts'
import { packageRoot } from '../lib/package-root.ts'
import { inSlices, type Work } from '../lib/slices.ts'
import { referredBy } from '../store/collection.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { Key } from '../store/table.ts'
import type { Value } from '../store/values.ts'
import type { World } from '../store/world.ts'
import { Validation } from '../validation/validation.ts'
import { type Chain, type Scenario, settle } from './scenario.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'
import { buildWorld, gatheringRows } from './world.ts'

/** A record of a document as it will stand: over what it extends, with its collection's defaults. */
interface Placed {
  readonly path: Path
  readonly api: Api
  readonly spec: CollectionSpec
  readonly collection: string
  readonly given: Record<string, unknown>
  /** Undefined where the record leaves its key to the counter. */
  readonly key: Key | undefined
  readonly whole: Record<string, unknown>
}

let loaded: Validation | undefined
const validation = (): Validation => (loaded ??= new Validation(join(packageRoot, 'schemas')))

/**
 * Everything wrong with a document's records and with what its APIs keep beside them: what their schemas forbid, keys
 * and unique values that are taken, and references to what does not exist.
 */
export async function checkRecords(scenario: Scenario, chain: Chain, apis: readonly Api[]): Promise<ScenarioFlaw[]> {
  const placed = await inSlices(placing(scenario, chain, apis))
  const misshapen = [
    ...(await inSlices(checkingEach(placed, checkSchema))),
    ...(await inSlices(checkingKeys(placed))),
    ...checkMemory(scenario, apis),
  ]
  const flawed = new Set(misshapen.map(({ path }) => path.slice(0, 4).join('/')))
  const isFlawed = ({ path }: Placed): boolean => flawed.has(path.join('/'))
  const settings = settle(
    chain,
    [],
    apis.map(api => api.name),
  )
  const world = await buildWorld(apis, [...chain.slice(0, -1), withoutRecords(scenario, flawed)], settings)
  // They are there, though not as they should be: who refers to them is right.
  const known = new Set(placed.filter(isFlawed).map(({ api, collection, key }) => `${api.name}.${collection} ${key}`))
  const sound = placed.filter(record => !isFlawed(record))
  const rest = await inSlices(
    checkingEach(sound, record => [
      ...checkUnique(record, world),
      ...(settings.unchecked ? [] : checkReferences(record, world, known)),
    ]),
  )
  return [...misshapen, ...rest]
}

/** A document without the records at these places. */
function withoutRecords(scenario: Scenario, places: ReadonlySet<string>): Scenario {
  if (places.size === 0) return scenario
  const data = Object.entries(scenario.data ?? {}).map(([api, collections]) => {
    const kept = Object.entries(collections).map(([name, records]) => [
      name,
      records.filter((_, i) => !places.has(['data', api, name, i].join('/'))),
    ])
    return [api, Object.fromEntries(kept)]
  })
  return { ...scenario, data: Object.fromEntries(data) }
}

function* checkingEach(
  placed: readonly Placed[],
  check: (record: Placed) => readonly ScenarioFlaw[],
): Work<ScenarioFlaw[]> {
  const flaws: ScenarioFlaw[] = []
  for (const record of placed) {
    flaws.push(...check(record))
    yield
  }
  return flaws
}

function* placing({ data }: Scenario, chain: Chain, apis: readonly Api[]): Work<Placed[]> {
  const placed: Placed[] = []
  for (const api of apis) {
    const rows = yield* gatheringRows(api, chain)
    for (const [collection, records] of Object.entries(data?.[api.name] ?? {})) {
      const spec = api.collections[collection] as CollectionSpec
      for (const [i, { repeat: _, ...given }] of records.entries()) {
        const key = (given[spec.key] ?? undefined) as Key | undefined
        const merged = key === undefined ? given : rows.get(collection)!.get(key)
        const whole = { ...spec.defaults, ...merged }
        placed.push({ path: ['data', api.name, collection, i], api, spec, collection, given, key, whole })
        yield
      }
    }
  }
  return placed
}

/** A key that one document gives twice would silently merge two records into one. */
function* checkingKeys(placed: readonly Placed[]): Work<ScenarioFlaw[]> {
  const seen = new Set<string>()
  const flaws: ScenarioFlaw[] = []
  for (const { path, api, collection, spec, key } of placed) {
    yield
    if (key === undefined) continue
    const name = `${api.name} ${collection} ${JSON.stringify(key)}`
    const wrong = seen.has(name) ? `${JSON.stringify(key)} is given twice` : flawOfKey(key, spec)
    if (wrong !== undefined) flaws.push({ path: [...path, spec.key], message: wrong })
    seen.add(name)
  }
  return flaws
}

function flawOfKey(key: Key, { keyType }: CollectionSpec): string | undefined {
  if (keyType !== 'integer' || Number.isSafeInteger(key)) return undefined
  return `must be an integer up to ${Number.MAX_SAFE_INTEGER}, not ${JSON.stringify(key)}`
}

function checkSchema({ path, spec, given, key, whole }: Placed): ScenarioFlaw[] {
  if (!spec.schema) return []
  const { flaws, unknown } = validation().check(spec.schema, whole, '')
  return [
    ...flaws
      .filter(flaw => key !== undefined || flaw.at !== `.${spec.key}`)
      .map(({ at, value, message }) => ({
        at,
        message: value === undefined ? message : `${message}, not ${JSON.stringify(value)}`,
      })),
    ...unknown.map(({ at }) => ({ at, message: 'is not a field of these records' })),
  ].map(({ at, message }) => {
    const place = placeIn(given, at)
    const inherited = place.length === 0 && at !== ''
    return { path: [...path, ...place], message: inherited ? `${at.slice(1)} ${message}` : message }
  })
}

function checkMemory({ memory }: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  return apis.flatMap(api => {
    const kept = memory?.[api.name]
    if (!api.memory || kept === undefined) return []
    const { flaws } = validation().check(api.memory, kept, '')
    return flaws.map(({ at, message }) => ({
      path: ['memory', api.name, ...placeIn(kept as Record<string, unknown>, at)],
      message,
    }))
  })
}

/** The path that `.recv.castInn` names, as far as the record itself says it. */
function placeIn(given: Record<string, unknown>, at: string): (string | number)[] {
  const path: (string | number)[] = []
  let inner: unknown = given
  for (const part of at.split('.').slice(1)) {
    if (inner === null || typeof inner !== 'object' || !Object.hasOwn(inner, part)) break
    path.push(Array.isArray(inner) ? Number(part) : part)
    inner = (inner as Record<string, unknown>)[part]
  }
  return path
}

function checkUnique({ path, api, spec, collection, given, key, whole }: Placed, world: World): ScenarioFlaw[] {
  const table = world.tables.get(`${api.name}.${collection}`)!
  return (spec.unique ?? []).flatMap(name => {
    const values: readonly Value[] = spec.indexes?.[name]?.(whole) ?? [(whole[name] ?? null) as Value]
    const taken = values.find(value => value !== null && value !== '' && table.count(name, value) > 1)
    if (taken === undefined) return []
    const other = table.lookup(name, taken).find(row => row.key !== key)?.key
    const at = Object.hasOwn(given, name) ? [...path, name] : path
    return [{ path: at, message: `${JSON.stringify(taken)} is taken by ${collection} ${other}` }]
  })
}

function checkReferences(
  { path, api, spec, given, whole }: Placed,
  world: World,
  known: ReadonlySet<string>,
): ScenarioFlaw[] {
  return Object.entries(spec.references ?? {}).flatMap(([field, reference]) =>
    referredBy(whole, field, reference as Reference)
      .filter(key => !world.tables.get(`${api.name}.${reference.to}`)!.get(key))
      .filter(key => !known.has(`${api.name}.${reference.to} ${key}`))
      .map(key => ({
        path: Object.hasOwn(given, field) ? [...path, field] : path,
        message: `refers to ${reference.to} ${JSON.stringify(key)}, which does not exist`,
      })),
  )
}
