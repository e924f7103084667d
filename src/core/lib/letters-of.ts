/** Letters of a value with its names, counted no further than to a bound; what is not a text counts for a few. */
export function lettersOf(value: unknown, bound: number): number {
  if (typeof value === 'string') return value.length
  if (value === null || typeof value !== 'object') return 8
  let letters = 2
  for (const name in value) {
    letters += name.length + lettersOf((value as Record<string, unknown>)[name], bound - letters)
    if (letters > bound) return letters
  }
  return letters
}
