import { shorten } from './shorten.ts'

/** A value as JSON, as far as it is shown; what JSON cannot write is shown as JavaScript writes it. */
export function briefJson(value: unknown, longest = 80): string {
  if (typeof value === 'bigint') return `${value}n`
  try {
    return shorten(JSON.stringify(value) ?? String(value), longest)
  } catch {
    return String(value)
  }
}
