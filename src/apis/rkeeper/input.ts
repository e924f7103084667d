import { type Input, type Operation, type Received, readBody } from '../../api.ts'
import type { Types } from './types.ts'

/** Names as the page spells them. */
interface Names {
  readonly spelling: ReadonlyMap<string, string>
  /** Those of which «an empty parameter counts as missing». The others may be emptied. */
  readonly filled: ReadonlySet<string>
}

const namesOf = (filled: string[], others: string[] = []): Names => ({
  spelling: new Map([...filled, ...others].map(name => [name.toLowerCase(), name])),
  filled: new Set(filled),
})

const QUERY = namesOf(['objectId', 'countryId', 'cityId', 'Id', 'clientId', 'contactId'])

const BODY = namesOf(
  ['Name', 'typeId', 'value', 'birthday'],
  [
    ...['PostCode', 'lastname', 'firstname', 'middlename', 'note', 'contacts', 'addresses', 'countryId', 'zip'],
    ...['region', 'cityId', 'streetId', 'house', 'building', 'entry', 'floor', 'apartments', 'entryCode', 'dopInfo'],
    ...['lat', 'lng', 'metroStationId'],
  ],
)

/** A list of objects in an object: no documented name lies deeper. */
const DEPTH = 3

/** Parameters and fields, whose names are matched without regard to case, under the page's own spelling. */
export function readInput(received: Received, operation?: Operation<Types>): Input {
  return {
    query: spelled(received.query, QUERY, 1) as Input['query'],
    get body() {
      if (!operation?.body) return undefined
      const body = readBody(received)
      return body === undefined ? {} : spelled(body, BODY, DEPTH)
    },
  }
}

function spelled(value: unknown, names: Names, depth: number): unknown {
  if (depth === 0 || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) {
    const items = value.map(item => spelled(item, names, depth - 1))
    return items.some((item, i) => item !== value[i]) ? items : value
  }
  const entries: [name: string, value: unknown][] = []
  let isAsSent = true
  for (const [name, sent] of Object.entries(value)) {
    const own = names.spelling.get(name.toLowerCase()) ?? name
    const inner = own === 'birthday' ? day(sent) : spelled(sent, names, depth - 1)
    isAsSent &&= own === name && inner === sent && !(names.filled.has(own) && isEmpty(own, inner))
    if (!(names.filled.has(own) && isEmpty(own, inner))) entries.push([own, inner])
  }
  // To copy a body costs as much as to read it.
  return isAsSent ? value : Object.fromEntries(entries)
}

/** A birthday is taken back in the form in which it is given: `1971-10-18T00:00:00`. */
const day = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/T00:00:00$/, '') : value)

/** Docs are silent on null; it fills nothing either, save that it takes a birthday away. */
const isEmpty = (name: string, value: unknown): boolean => value === '' || (value === null && name !== 'birthday')
