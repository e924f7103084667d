import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Ajv, ErrorObject, ValidateFunction } from 'ajv'
import { type Api, profilesOf } from '../api/define-api.ts'
import type { Readings } from '../api/readings.ts'
import type { Fault } from '../faults/fault.ts'
import { distance, nearestNames } from '../lib/nearest.ts'
import { packageRoot } from '../lib/package-root.ts'
import { isZone, parseIso } from '../lib/zone.ts'
import { inPlainWords } from '../validation/wording.ts'
import { checkRecords } from './check-records.ts'
import { type Chain, DEFAULT_ZONE, type Scenario, type Start } from './scenario.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'
import { CircularScenario, type Scenarios, UnknownScenario } from './scenarios.ts'

/**
 * Everything wrong with a scenario document: its form, the names that it uses, its records, and what they refer to.
 *
 * @param apis every API that scenarios may speak of, served or not
 * @param scenarios where what it extends is looked up
 */
export async function checkScenario(
  document: unknown,
  apis: readonly Api[],
  scenarios: Pick<Scenarios, 'chainOf'>,
): Promise<ScenarioFlaw[]> {
  const misshapen = checkForm('', document)
  if (misshapen.length > 0) return misshapen
  const scenario = document as Scenario
  const flaws = [...checkNames(scenario, apis), ...checkData(scenario, apis)]
  const chain = await chainOf(scenario, scenarios)
  if (!Array.isArray(chain)) return [...flaws, chain as ScenarioFlaw]
  return flaws.length > 0 ? flaws : checkRecords(scenario, chain as Chain, apis)
}

/** Everything wrong with what a sandbox is asked to start from, its scenario's name aside. */
export function checkStart(start: Start, apis: readonly Api[]): ScenarioFlaw[] {
  const { seed, records, now, frozen, timezone, profiles, readings, strict } = start
  const given = { seed, records, now, frozen, timezone, profiles, readings, strict }
  const document = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  const misshapen = checkForm('', document)
  return misshapen.length > 0 ? misshapen : checkNames(document, apis)
}

/** Everything wrong with one fault. */
export function checkFault(fault: unknown, apis: readonly Api[]): ScenarioFlaw[] {
  const misshapen = checkForm('#/definitions/fault', fault)
  return misshapen.length > 0 ? misshapen : checkMatch((fault as Fault).match, apis, ['match'])
}

/** Ajv takes its time to load, and most servers never need it here: it is loaded when something is first checked. */
const require = createRequire(import.meta.url)

const compiled = new Map<string, ValidateFunction>()
let ajv: Ajv | undefined

function checkForm(definition: '' | '#/definitions/fault', value: unknown): ScenarioFlaw[] {
  let validate = compiled.get(definition)
  if (!validate) {
    ajv ??= engine()
    compiled.set(definition, (validate = ajv.compile({ $ref: `scenario.schema.json${definition}` })))
  }
  if (validate(value)) return []
  return validate.errors!.filter(({ keyword }) => keyword !== 'propertyNames').map(scenarioFlawOf)
}

function engine(): Ajv {
  const { Ajv: Engine } = require('ajv') as typeof import('ajv')
  const schema = JSON.parse(readFileSync(join(packageRoot, 'schemas/scenario.schema.json'), 'utf8'))
  return new Engine({ allErrors: true, verbose: true, allowUnionTypes: true }).addSchema(schema)
}

function scenarioFlawOf(error: ErrorObject): ScenarioFlaw {
  const { instancePath, keyword, params, data, parentSchema, propertyName } = error
  const path = instancePath.split('/').slice(1).map(unescapePointer)
  if (propertyName !== undefined) return { path: [...path, propertyName], message: 'is not a name that HTTP allows' }
  if (keyword === 'additionalProperties') {
    const known = Object.keys(parentSchema?.properties ?? {})
    return { path: [...path, params.additionalProperty], message: `is not known here; known are ${known.join(', ')}` }
  }
  if (keyword === 'required') return { path: [...path, params.missingProperty], message: 'is missing' }
  return { path, message: `${inPlainWords(error)}, not ${brief(data)}` }
}

function unescapePointer(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')
}

const brief = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** The names and values that a schema cannot know: clock, zone, readings, profiles, counters, faults. */
export function checkNames(scenario: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  const { now, timezone, records, profiles, readings, counters, memory, faults } = scenario
  const flaws: ScenarioFlaw[] = []
  const zoneKnown = timezone === undefined || isZone(timezone)
  if (!zoneKnown) flaws.push({ path: ['timezone'], message: `must be ${likeZone(timezone)}, not ${brief(timezone)}` })
  if (now !== undefined && parseIso(now, zoneKnown ? (timezone ?? DEFAULT_ZONE) : DEFAULT_ZONE) === null)
    flaws.push({ path: ['now'], message: `must be ISO 8601 such as 2024-03-01T09:00:00+03:00, not ${brief(now)}` })
  for (const name of Object.keys(typeof records === 'object' ? records : {}))
    flaws.push(...unknownApi(name, apis, ['records', name]))
  for (const [name, profile] of Object.entries(profiles ?? {})) flaws.push(...checkProfile(name, profile, apis))
  for (const [id, option] of Object.entries(readings ?? {})) flaws.push(...checkReading(id, String(option), apis))
  for (const id of Object.keys(counters ?? {})) flaws.push(...checkCounter(id, apis))
  for (const name of Object.keys(memory ?? {})) flaws.push(...unknownApi(name, apis, ['memory', name]))
  for (const [i, { match }] of (faults ?? []).entries()) flaws.push(...checkMatch(match, apis, ['faults', i, 'match']))
  return flaws
}

/** A time zone is named by its city or all of it: `Moscow` means `Europe/Moscow`. */
function likeZone(timezone: string): string {
  const zones = Intl.supportedValuesOf('timeZone')
  const city = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1)
  const [nearest] = nearestNames(
    city(timezone).toLowerCase(),
    zones.map(zone => city(zone).toLowerCase()),
  )
  const meant = zones.find(zone => city(zone).toLowerCase() === nearest)!
  const isClose = distance(city(timezone), nearest!) <= 0.4
  return isClose ? `a time zone (did you mean ${meant}?)` : 'a time zone such as Europe/Moscow'
}

function unknownApi(name: string, apis: readonly Api[], path: Path): ScenarioFlaw[] {
  if (apis.some(api => api.name === name)) return []
  return [{ path, message: `is not an API; known are ${apis.map(api => api.name).join(', ')}` }]
}

function checkProfile(name: string, profile: string, apis: readonly Api[]): ScenarioFlaw[] {
  const path = ['profiles', name]
  const api = apis.find(candidate => candidate.name === name)
  if (!api) return unknownApi(name, apis, path)
  const known = profilesOf(api)
  return known.includes(profile) ? [] : [{ path, message: `must be ${known.join(' or ')}, not ${brief(profile)}` }]
}

function checkReading(id: string, option: string, apis: readonly Api[]): ScenarioFlaw[] {
  const path = ['readings', id]
  const [api, topic] = parted(id, apis)
  if (!api)
    return [
      {
        path,
        message: `is not a reading: name it api.topic, the API one of ${apis.map(({ name }) => name).join(', ')}`,
      },
    ]
  const readings = api.readings as Readings
  if (!Object.hasOwn(readings, topic)) {
    return [{ path, message: `is not a reading; those of ${api.name} are ${Object.keys(readings).join(', ')}` }]
  }
  const options = Object.keys(readings[topic]!.options)
  return options.includes(option) ? [] : [{ path, message: `must be ${options.join(' or ')}, not ${brief(option)}` }]
}

function checkCounter(id: string, apis: readonly Api[]): ScenarioFlaw[] {
  const [api, counter] = parted(id, apis)
  const known = api ? countersOf(api) : apis.flatMap(countersOf)
  return known.includes(id) || (api && known.includes(`${api.name}.${counter}`))
    ? []
    : [{ path: ['counters', id], message: `is not a counter; known are ${known.join(', ')}` }]
}

function countersOf(api: Api): string[] {
  const counted = Object.keys(api.collections).filter(name => api.collections[name]!.newKey !== 'uuid')
  return [...counted, ...Object.keys(api.counters ?? {})].map(name => `${api.name}.${name}`)
}

function parted(id: string, apis: readonly Api[]): [Api | undefined, string] {
  const at = id.indexOf('.')
  return [apis.find(api => api.name === id.slice(0, at)), id.slice(at + 1)]
}

function checkMatch(match: Fault['match'], apis: readonly Api[], path: Path): ScenarioFlaw[] {
  const { api: name, operation } = match ?? {}
  const flaws = name === undefined ? [] : unknownApi(name, apis, [...path, 'api'])
  if (flaws.length > 0 || operation === undefined) return flaws
  const among = apis.filter(api => name === undefined || api.name === name)
  const known = among.flatMap(api => api.operations.flatMap(({ id }) => [id, `${api.name} ${id}`]))
  if (known.includes(operation)) return []
  const nearest = nearestNames(
    operation,
    known.filter(candidate => candidate.includes(' ') === operation.includes(' ')),
  )
  return [{ path: [...path, 'operation'], message: `is not an operation; nearest are ${nearest.join(', ')}` }]
}

function checkData({ data }: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  return Object.entries(data ?? {}).flatMap(([name, collections]) => {
    const api = apis.find(candidate => candidate.name === name)
    if (!api) return unknownApi(name, apis, ['data', name])
    const known = Object.keys(api.collections)
    return Object.keys(collections)
      .filter(collection => !known.includes(collection))
      .map(collection => ({
        path: ['data', name, collection],
        message: `is not a collection of ${name}; known are ${known.join(', ')}`,
      }))
  })
}

/** The chain of a document, or why there is none. */
async function chainOf(scenario: Scenario, scenarios: Pick<Scenarios, 'chainOf'>): Promise<Chain | ScenarioFlaw> {
  try {
    return await scenarios.chainOf(scenario)
  } catch (error) {
    if (!(error instanceof UnknownScenario || error instanceof CircularScenario)) throw error
    return { path: ['extends'], message: `cannot be followed: ${error.message}` }
  }
}
