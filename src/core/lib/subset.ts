/**
 * Whether everything that `part` says holds in `whole`: objects by the names given, lists element by element, and
 * scalars by equality, a number and its text being the same (query parameters are texts).
 */
export function isSubset(part: unknown, whole: unknown): boolean {
  if (part === null || typeof part !== 'object') return isSameScalar(part, whole)
  if (whole === null || typeof whole !== 'object') return false
  if (Array.isArray(part)) {
    return Array.isArray(whole) && part.length === whole.length && part.every((item, i) => isSubset(item, whole[i]))
  }
  return Object.entries(part).every(
    ([name, value]) => Object.hasOwn(whole, name) && isSubset(value, (whole as Record<string, unknown>)[name]),
  )
}

const isScalar = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value)

const isSameScalar = (a: unknown, b: unknown): boolean =>
  a === b || (isScalar(a) && isScalar(b) && typeof a !== typeof b && String(a) === String(b))
