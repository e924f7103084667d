/**
 * Finds the first item of a list that an earlier one equals, as JSON Schema has it: objects by their names in any order,
 * numbers by their value.
 *
 * @returns the places of both, the earlier first; null: there is none
 */
export function firstRepeat(list: readonly unknown[]): [earlier: number, later: number] | null {
  const places = new Map<unknown, number>()
  for (let at = 0; at < list.length; at++) {
    const item = list[at]
    // A text is told from what is spelled out by a mark before it.
    const key = typeof item === 'string' ? `"${item}` : isSimple(item) ? item : spelled(item)
    const earlier = places.get(key)
    if (earlier !== undefined) return [earlier, at]
    places.set(key, at)
  }
  return null
}

const isSimple = (value: unknown): boolean => value === null || typeof value !== 'object'

/** JSON with the names of objects in one order. */
function spelled(value: unknown): string {
  if (isSimple(value)) return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(spelled).join()}]`
  const object = value as Record<string, unknown>
  const names = Object.keys(object).sort()
  return `{${names.map(name => `${JSON.stringify(name)}:${spelled(object[name])}`).join()}}`
}
