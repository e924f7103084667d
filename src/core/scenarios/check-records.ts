import { join } from 'node:path'
import type { Api } from '../api/api.ts'
import { briefJson } from '../lib/brief-json.ts'
import { packageRoot } from '../lib/package-root.ts'
import { inSlices, type Work } from '../lib/slices.ts'
import { referredBy } from '../store/collection.ts'
import type { Key } from '../store/row.ts'
import type { CollectionSpec, Reference } from '../store/spec.ts'
import type { Value } from '../store/values.ts'
import type { World } from '../store/world.ts'
import { Validation } from '../validation/validation.ts'
import { type Chain, type Scenario, settle } from './scenario.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'
import { type Sound, withoutFlaws } from './without-flaws.ts'
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

/** What is known of that in which a document's records stand. */
export interface RecordContext {
  /** What the document extends, and itself; null: that is not known. */
  readonly chain: Chain | null
  /** Whether references are to be checked, and keys that the document leaves out are known. */
  readonly isReferenceKnown: boolean
  /** The parts of the document that have a flaw and are left out of it. */
  readonly left: Sound['left']
}

/**
 * Everything wrong with a document's records and with what its APIs keep beside them: what their schemas forbid, keys
 * and unique values that are taken, and references to what does not exist. Where it is not known what they extend, only
 * what they say themselves is looked at.
 */
export async function checkRecords(
  scenario: Scenario,
  { chain, isReferenceKnown, left }: RecordContext,
  apis: readonly Api[],
): Promise<ScenarioFlaw[]> {
  const whole = chain ?? [scenario]
  const placed = await inSlices(placing(scenario, whole, apis))
  const misshapen = [
    ...(await inSlices(checkingEach(placed, checkSchema))).filter(({ path }) => chain || path.length > RECORD),
    ...(await inSlices(checkingKeys(placed))),
    ...checkMemory(scenario, apis),
  ]
  const flawed = new Set(misshapen.map(({ path }) => path.slice(0, RECORD).join('/')))
  const isFlawed = ({ path }: Placed): boolean => flawed.has(path.join('/'))
  const names = apis.map(api => api.name)
  const settings = settle(whole, [], names)
  const sound = withoutFlaws(scenario, placed.filter(isFlawed))
  const world = await buildWorld(apis, [...whole.slice(0, -1), sound.document], settings)
  const areReferencesChecked = chain !== null && isReferenceKnown && !settings.unchecked
  const isLeft = leftRecords([...left, ...sound.left], apis)
  const rest = await inSlices(
    checkingEach(
      placed.filter(record => !isFlawed(record)),
      record => [
        ...checkUnique(record, world),
        ...(areReferencesChecked ? checkReferences(record, world, isLeft) : []),
      ],
    ),
  )
  return [...misshapen, ...rest]
}

/** How long the path of a record is: `data.salesman.clients[0]`. */
const RECORD = 4

type IsLeft = (api: string, collection: string, key: Key) => boolean

/** Which records are there, though not as or where they should be: who refers to them is right. */
function leftRecords(left: Sound['left'], apis: readonly Api[]): IsLeft {
  const specOf = (api: string, collection: string): CollectionSpec | undefined =>
    apis.find(({ name }) => name === api)?.collections[collection]
  const inData = left.filter(({ path }) => path[0] === 'data')
  const unread = new Set(inData.filter(({ value }) => !Array.isArray(value)).map(({ path }) => path.join('/')))
  const inPlace = new Set<string>()
  /** By each of their fields: of records in a place that there is not, nobody knows what they are. */
  const elsewhere = new Set<string>()
  for (const { path, value } of inData.flatMap(recordsIn)) {
    const [api, collection] = path.slice(1) as [string, string]
    const spec = specOf(api, collection)
    for (const [field, key] of Object.entries(value).filter(([, inner]) => typeof inner !== 'object')) {
      if (!spec) elsewhere.add(`${field} ${key}`)
      else if (field === spec.key) inPlace.add(`${api}.${collection} ${key}`)
    }
  }
  return (api, collection, key) =>
    inPlace.has(`${api}.${collection} ${key}`) ||
    elsewhere.has(`${specOf(api, collection)!.key} ${key}`) ||
    unread.has(['data', api, collection].join('/'))
}

function recordsIn({ path, value }: Sound['left'][number]): { path: Path; value: Record<string, unknown> }[] {
  if (path.length > RECORD || value === null || typeof value !== 'object') return []
  if (path.length === RECORD) return [{ path, value: value as Record<string, unknown> }]
  return Object.entries(value).flatMap(([name, inner]) => recordsIn({ path: [...path, name], value: inner }))
}

function* checkingEach(
  placed: readonly Placed[],
  check: (record: Placed) => readonly ScenarioFlaw[],
): Work<ScenarioFlaw[]> {
  const flaws: ScenarioFlaw[] = []
  for (const record of placed) {
    for (const flaw of check(record)) flaws.push(flaw)
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
        message: value === undefined ? message : `${message}, not ${briefJson(value)}`,
      })),
    ...Array.from(unknown, ({ at }) => ({ at, message: 'is not a field of these records' })),
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

function checkReferences({ path, api, spec, given, whole }: Placed, world: World, isLeft: IsLeft): ScenarioFlaw[] {
  return Object.entries(spec.references ?? {}).flatMap(([field, reference]) =>
    referredBy(whole, field, reference as Reference)
      .filter(key => !world.tables.get(`${api.name}.${reference.to}`)!.get(key))
      .filter(key => !isLeft(api.name, reference.to, key))
      .map(key => ({
        path: Object.hasOwn(given, field) ? [...path, field] : path,
        message: `refers to ${reference.to} ${JSON.stringify(key)}, which does not exist`,
      })),
  )
}
