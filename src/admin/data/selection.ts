import { sorted, type Work } from '../../core/lib/slices.ts'
import type { Filter, ListQuery } from './list-query.ts'

/** The records that a query chooses, in its order, as json-server would choose them, but in steps. */
export function* selecting(records: readonly object[], { filters, q, sort }: ListQuery): Work<readonly object[]> {
  const known: Filter[] = []
  for (const filter of filters) if (yield* isKnown(filter, records)) known.push(filter)
  let chosen = records
  if (known.length > 0 || q !== undefined) {
    const kept: object[] = []
    for (const record of records) {
      yield
      if (known.every(filter => fits(record, filter)) && (q === undefined || hasText(Object.values(record), q)))
        kept.push(record)
    }
    chosen = kept
  }
  if (sort.length === 0) return chosen
  return yield* sorted(chosen, (a, b) => {
    for (const { field, descending } of sort) {
      const order = compare(valueAt(a, field), valueAt(b, field))
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
}

/** A filter by a field that no record has is left out. */
function* isKnown({ field, by }: Filter, records: readonly object[]): Work<boolean> {
  if (by !== 'is') return true
  for (const record of records) {
    if (valueAt(record, field) !== undefined) return true
    yield
  }
  return false
}

function fits(record: object, { field, by, values, patterns }: Filter): boolean {
  const value = valueAt(record, field)
  if (value === undefined || value === null) return false
  const text = textOf(value)
  switch (by) {
    case 'is':
      return values.includes(text)
    case 'ne':
      return !values.includes(text)
    case 'gte':
      return values.some(bound => (scalarOf(value) as string) >= bound)
    case 'lte':
      return values.some(bound => (scalarOf(value) as string) <= bound)
    case 'like':
      return patterns.some(pattern => pattern.test(text))
  }
}

function hasText(value: unknown, part: string): boolean {
  if (value === null || value === undefined || value === '' || value === false || value === 0) return false
  if (typeof value === 'object') return Object.values(value).some(inner => hasText(inner, part))
  return String(value).toLowerCase().includes(part)
}

/** What a path such as `recv.castInn` or `tags[0]` names; undefined where there is nothing. */
function valueAt(record: object, path: string): unknown {
  if (Object.hasOwn(record, path)) return (record as Record<string, unknown>)[path]
  let value: unknown = record
  for (const name of path.split(/[.[\]]+/).filter(part => part !== '')) {
    if (value === null || typeof value !== 'object' || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value === record ? undefined : value
}

/** What is missing comes last, null before it, and what cannot be compared stays where it is. */
function compare(a: unknown, b: unknown): number {
  const [placeA, placeB] = [placeOf(a), placeOf(b)]
  if (placeA !== placeB) return placeA - placeB
  if (placeA > 0) return 0
  const [one, other] = [scalarOf(a) as string, scalarOf(b) as string]
  return one < other ? -1 : one > other ? 1 : 0
}

/** A record's own `toString` is a field like any other, and is not called. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join()
  return value !== null && typeof value === 'object' ? '[object Object]' : String(value ?? '')
}

const scalarOf = (value: unknown): unknown => (typeof value === 'object' ? textOf(value) : value)

const placeOf = (value: unknown): number => (value === undefined ? 2 : value === null ? 1 : 0)
