/** What an index may order by: scalars, and tuples of them compared part by part. */
export type Value = null | boolean | number | string | readonly Value[]

/** NaN, which equals nothing, has a place of its own, so that a search for it finds nothing else. */
const kindOf = (value: Value): number => {
  if (value === null) return 0
  switch (typeof value) {
    case 'boolean':
      return 1
    case 'number':
      return Number.isNaN(value) ? 2 : 3
    case 'string':
      return 4
    default:
      return 5
  }
}

/** Total order over values: null, false, true, numbers, strings by code unit, tuples (a prefix before what it begins). */
export function compareValues(a: Value, b: Value): number {
  const kind = kindOf(a)
  const otherKind = kindOf(b)
  if (kind !== otherKind) return kind - otherKind
  if (kind === 5) return compareTuples(a as readonly Value[], b as readonly Value[])
  const left = a as string
  const right = b as string
  return left < right ? -1 : left > right ? 1 : 0
}

function compareTuples(a: readonly Value[], b: readonly Value[]): number {
  const shared = Math.min(a.length, b.length)
  for (let i = 0; i < shared; i++) {
    const order = compareValues(a[i]!, b[i]!)
    if (order !== 0) return order
  }
  return a.length - b.length
}

/** Whether `value` is `prefix`, or a tuple that begins with its parts. */
export function beginsWith(value: Value, prefix: Value): boolean {
  if (!Array.isArray(prefix)) return compareValues(value, prefix) === 0
  return (
    Array.isArray(value) && value.length >= prefix.length && compareTuples(value.slice(0, prefix.length), prefix) === 0
  )
}
