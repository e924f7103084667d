/** Where a value is not what JSON can carry and give back, and why: `.since is a Date`; null: it is JSON. */
export function whyNoJson(value: unknown, at = '', above: readonly object[] = []): string | null {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${at} is ${value}`
  if (typeof value !== 'object') return `${at} is ${value === undefined ? 'undefined' : `a ${typeof value}`}`
  if (above.includes(value)) return `${at} is a part of itself`
  const prototype = Object.getPrototypeOf(value)
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null)
    return `${at} is a ${value.constructor?.name ?? 'thing of a class'}`
  for (const [name, part] of Object.entries(value)) {
    const why = part === undefined && !Array.isArray(value) ? null : whyNoJson(part, `${at}.${name}`, [...above, value])
    if (why !== null) return why
  }
  return null
}
