import { shorten } from './shorten.ts'

/** A value as JSON, as far as it is shown. */
export const briefJson = (value: unknown, longest = 80): string => shorten(JSON.stringify(value) ?? '', longest)
