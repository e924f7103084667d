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
  if (Array.isArray(value)) return value.map(item => spelled(item, names, depth - 1))
  const entries = Object.entries(value).map(([name, inner]) => {
    const own = names.spelling.get(name.toLowerCase()) ?? name
    return [own, own === 'birthday' ? day(inner) : spelled(inner, names, depth - 1)] as const
  })
  return Object.fromEntries(entries.filter(([name, inner]) => !(names.filled.has(name) && isEmpty(name, inner))))
}

/** A birthday is taken back in the form in which it is given: `1971-10-18T00:00:00`. */
const day = (value: unknown): unknown => (typeof value === 'string' ? value.replace(/T00:00:00$/, '') : value)

/** Docs are silent on null; it fills nothing either, save that it takes a birthday away. */
const isEmpty = (name: string, value: unknown): boolean => value === '' || (value === null && name !== 'birthday')
