/**
 * A value as JSON, cut after so many characters, but never within a letter: half of one is no JSON to PHP.
 *
 * @example briefJson('абвг', 3) // '"аб…'
 */
export function briefJson(value: unknown, longest = 80): string {
  const text = JSON.stringify(value) ?? ''
  return text.length > longest ? `${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : text
}
