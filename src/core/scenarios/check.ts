import type { ErrorObject } from 'ajv'
import { type Api, profilesOf } from '../api/api.ts'
import type { Readings } from '../api/readings.ts'
import type { Fault } from '../faults/fault.ts'
import { briefJson } from '../lib/brief-json.ts'
import { isInstant } from '../lib/instant.ts'
import { isObject } from '../lib/is-object.ts'
import { didYouMean } from '../lib/nearest.ts'
import { inSlices, type Work } from '../lib/slices.ts'
import { isZone, parseIso } from '../lib/zone.ts'
import { unknownNamesOf } from '../validation/keywords.ts'
import { inPlainWords } from '../validation/wording.ts'
import { checkFaultValues } from './check-fault.ts'
import { checkRecords } from './check-records.ts'
import { checkSizes } from './check-sizes.ts'
import { checkTimers } from './check-timers.ts'
import { type Chain, DEFAULT_ZONE, type Scenario, type Start } from './scenario.ts'
import type { ScenarioFlaw } from './scenario-flaw.ts'
import { type Formed, formOf } from './scenario-form.ts'
import { CircularScenario, UnknownScenario } from './scenarios.ts'
import { unknownApi } from './unknown-api.ts'
import { withoutFlaws } from './without-flaws.ts'
import { CounterFull } from './world.ts'

/**
 * Everything wrong with a scenario document: its form, the names that it uses, its records, and what they refer to.
 *
 * @param apis every API that scenarios may speak of, served or not
 * @param scenarios where what it extends is looked up; null: that has flaws, which are told elsewhere
 */
export async function checkScenario(
  document: unknown,
  apis: readonly Api[],
  scenarios: { chainOf(document: Scenario): Promise<Chain | null> },
): Promise<ScenarioFlaw[]> {
  const oversized = checkSizes(document)
  if (oversized.length > 0) return oversized
  const misshapen = await inSlices(checkingForm(document))
  if (misshapen.some(({ path }) => path.length === 0)) return misshapen
  // What has the right form is looked at further, so that all is told at once.
  const formed = withoutFlaws(document as Scenario, misshapen)
  const named = checkNames(formed.document, apis).map(formed.placed)
  const misplaced = checkData(formed.document, apis).map(formed.placed)
  const sound = withoutFlaws(document as Scenario, [...misshapen, ...misplaced])
  const chain = await chainOf(sound.document, scenarios)
  const unchained = chain === null || Array.isArray(chain) ? [] : [chain as ScenarioFlaw]
  const flaws = [...misshapen, ...named, ...misplaced, ...unchained]
  const isFlawed = (name: string): boolean => misshapen.some(({ path }) => path[0] === name)
  const surroundings = {
    chain: Array.isArray(chain) && !isFlawed('extends') && !isFlawed('empty') ? (chain as Chain) : null,
    isReferenceKnown: !isFlawed('references') && !isFlawed('counters'),
    left: sound.left,
  }
  try {
    return [...flaws, ...(await checkRecords(sound.document, surroundings, apis)).map(sound.placed)]
  } catch (error) {
    if (!(error instanceof CounterFull)) throw error
    const full = { path: ['counters', error.counter], message: 'leaves no number for the records that have no key' }
    return [...flaws, full]
  }
}

/** Everything wrong with what a sandbox is asked to start from, its scenario's name aside. */
export function checkStart(start: Start, apis: readonly Api[]): ScenarioFlaw[] {
  const { seed, records, now, frozen, timezone, profiles, readings, strict } = start
  const given = { seed, records, now, frozen, timezone, profiles, readings, strict }
  const document = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const oversized = checkSizes(document)
  if (oversized.length > 0) return oversized
  const misshapen = checkForm('document', document)
  return misshapen.length > 0 ? misshapen : checkNames(document, apis)
}

/** Everything wrong with one fault. */
export function checkFault(fault: unknown, apis: readonly Api[]): ScenarioFlaw[] {
  const misshapen = checkForm('fault', fault)
  return misshapen.length > 0 ? misshapen : checkFaultValues(fault as Fault, apis, [])
}

function checkForm(what: Formed, value: unknown): ScenarioFlaw[] {
  const validate = formOf(what)
  if (validate(value)) return []
  return validate.errors!.filter(({ keyword }) => keyword !== 'propertyNames').flatMap(scenarioFlawsOf)
}

/** Records that are looked at in one step. */
const BATCH = 50

/** The form of a document: first without its records, then they, a few at a time. */
function* checkingForm(document: unknown): Work<ScenarioFlaw[]> {
  const lists = listsOf(document)
  const flaws = checkForm('document', lists.length === 0 ? document : withoutRecords(document as { data: object }))
  for (const { api, collection, records } of lists)
    for (let from = 0; from < records.length; from += BATCH) {
      yield
      const data = Object.fromEntries([[api, Object.fromEntries([[collection, records.slice(from, from + BATCH)]])]])
      for (const { path, message } of checkForm('document', { data }))
        flaws.push({ path: path.map((part, i) => (i === 3 ? Number(part) + from : part)), message })
    }
  return flaws
}

function listsOf(document: unknown): { api: string; collection: string; records: readonly unknown[] }[] {
  if (!isObject(document) || !isObject(document.data)) return []
  return Object.entries(document.data).flatMap(([api, collections]) =>
    Object.entries(isObject(collections) ? collections : {}).flatMap(([collection, records]) =>
      Array.isArray(records) ? [{ api, collection, records }] : [],
    ),
  )
}

function withoutRecords({ data, ...rest }: { data: object }): object {
  const emptied = Object.entries(data).map(([api, collections]) => [
    api,
    isObject(collections)
      ? Object.fromEntries(Object.entries(collections).map(([name, list]) => [name, Array.isArray(list) ? [] : list]))
      : collections,
  ])
  return { ...rest, data: Object.fromEntries(emptied) }
}

function scenarioFlawsOf(error: ErrorObject): ScenarioFlaw[] {
  const { instancePath, keyword, params, data, parentSchema, propertyName } = error
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  if (propertyName !== undefined) return [{ path: [...path, propertyName], message: 'is not a name that HTTP allows' }]
  const unknown = unknownNamesOf(error)
  if (unknown) {
    const known = Object.keys(parentSchema?.properties ?? {})
    const message = `is not known here; choose from ${known.join(', ')}`
    return unknown.map(name => ({ path: [...path, name], message }))
  }
  if (keyword === 'required') return [{ path: [...path, params.missingProperty], message: 'is missing' }]
  return [{ path, message: `${inPlainWords(error)}, not ${briefJson(data)}` }]
}

function unescapePointer(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')
}

/** The names and values that a schema cannot know: clock, zone, readings, profiles, counters, faults. */
export function checkNames(scenario: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  const { now, timezone, records, profiles, readings, counters, memory, faults } = scenario
  const flaws: ScenarioFlaw[] = []
  const zoneKnown = timezone === undefined || isZone(timezone)
  if (!zoneKnown)
    flaws.push({
      path: ['timezone'],
      message: `must be a time zone such as Europe/Moscow, not ${briefJson(timezone)}.${zoneMeant(timezone)}`,
    })
  if (now !== undefined) flaws.push(...checkNow(now, zoneKnown ? (timezone ?? DEFAULT_ZONE) : DEFAULT_ZONE))
  for (const name of Object.keys(typeof records === 'object' ? records : {}))
    flaws.push(...unknownApi(name, apis, ['records', name]))
  for (const [name, profile] of Object.entries(profiles ?? {})) flaws.push(...checkProfile(name, profile, apis))
  for (const [id, option] of Object.entries(readings ?? {})) flaws.push(...checkReading(id, String(option), apis))
  for (const id of Object.keys(counters ?? {})) flaws.push(...checkCounter(id, apis))
  for (const name of Object.keys(memory ?? {})) flaws.push(...unknownApi(name, apis, ['memory', name]))
  for (const [i, fault] of (faults ?? []).entries()) flaws.push(...checkFaultValues(fault, apis, ['faults', i]))
  flaws.push(...checkTimers(scenario, apis))
  return flaws
}

function checkNow(now: string, zone: string): ScenarioFlaw[] {
  const instant = parseIso(now, zone)
  if (instant === null)
    return [{ path: ['now'], message: `must be ISO 8601 such as 2024-03-01T09:00:00+03:00, not ${briefJson(now)}` }]
  return isInstant(instant) ? [] : [{ path: ['now'], message: `must be in the years 1 to 9999, not ${briefJson(now)}` }]
}

/** Most people know their city, not its zone. */
const zoneMeant = (zone: string): string => didYouMean(zone, Intl.supportedValuesOf('timeZone'))

function checkProfile(name: string, profile: string, apis: readonly Api[]): ScenarioFlaw[] {
  const path = ['profiles', name]
  const api = apis.find(candidate => candidate.name === name)
  if (!api) return unknownApi(name, apis, path)
  const known = profilesOf(api)
  if (known.includes(profile)) return []
  return [{ path, message: `must be ${known.join(' or ')}, not ${briefJson(profile)}.${didYouMean(profile, known)}` }]
}

function checkReading(id: string, option: string, apis: readonly Api[]): ScenarioFlaw[] {
  const path = ['readings', id]
  const [api, topic] = parted(id, apis)
  if (!api) {
    const known = apis.flatMap(candidate => Object.keys(candidate.readings).map(name => `${candidate.name}.${name}`))
    const names = apis.map(({ name }) => name).join(', ')
    const message = `is not a reading.${didYouMean(id, known)} Write it as api.topic, with an API of ${names}`
    return [{ path, message }]
  }
  const readings = api.readings as Readings
  if (!Object.hasOwn(readings, topic)) {
    const known = Object.keys(readings)
    return [{ path, message: `is not a reading.${didYouMean(topic, known)} Choose from ${known.join(', ')}` }]
  }
  const options = Object.keys(readings[topic]!.options)
  if (options.includes(option)) return []
  return [{ path, message: `must be ${options.join(' or ')}, not ${briefJson(option)}.${didYouMean(option, options)}` }]
}

function checkCounter(id: string, apis: readonly Api[]): ScenarioFlaw[] {
  const [api, counter] = parted(id, apis)
  const known = api ? countersOf(api) : apis.flatMap(countersOf)
  return known.includes(id) || (api && known.includes(`${api.name}.${counter}`))
    ? []
    : [{ path: ['counters', id], message: `is not a counter; choose from ${known.join(', ')}` }]
}

function countersOf(api: Api): string[] {
  const counted = Object.keys(api.collections).filter(name => api.collections[name]!.newKey !== 'uuid')
  return [...counted, ...Object.keys(api.counters ?? {})].map(name => `${api.name}.${name}`)
}

function parted(id: string, apis: readonly Api[]): [Api | undefined, string] {
  const at = id.indexOf('.')
  return [apis.find(api => api.name === id.slice(0, at)), id.slice(at + 1)]
}

function checkData({ data }: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  return Object.entries(data ?? {}).flatMap(([name, collections]) => {
    const api = apis.find(candidate => candidate.name === name)
    if (!api) return unknownApi(name, apis, ['data', name])
    const known = Object.keys(api.collections)
    const many = Object.values(collections).reduce((sum, records) => sum + numberOf(records), 0)
    if (many > MOST_RECORDS)
      return [
        {
          path: ['data', name],
          message: `must be at most ${MOST_RECORDS} records, repeated ones counted, not ${many}`,
        },
      ]
    return Object.keys(collections)
      .filter(collection => !known.includes(collection))
      .map(collection => ({
        path: ['data', name, collection],
        message: `is not a collection of ${name}; choose from ${known.join(', ')}`,
      }))
  })
}

/** Records of one API in a document at most. */
const MOST_RECORDS = 1_000_000

const numberOf = (records: readonly Record<string, unknown>[]): number =>
  records.reduce((sum, { repeat = 1 }) => sum + (repeat as number), 0)

/** The chain of a document, or why there is none. */
async function chainOf(
  scenario: Scenario,
  scenarios: { chainOf(document: Scenario): Promise<Chain | null> },
): Promise<Chain | ScenarioFlaw | null> {
  try {
    return await scenarios.chainOf(scenario)
  } catch (error) {
    if (!(error instanceof UnknownScenario || error instanceof CircularScenario)) throw error
    return { path: ['extends'], message: `cannot be followed: ${error.message}` }
  }
}
