import { isBlank, quoted } from './php.ts'
import { PhpFatal } from './php-fatal.ts'
import { strtotime } from './strtotime/strtotime.ts'

/** The instant that `date_create` means, in milliseconds; undefined where it is none. */
export function timeOf(value: unknown, now: number, home: string): number | undefined {
  if (isBlank(value)) return undefined
  if (typeof value === 'object')
    throw new PhpFatal('date_create is an array', 'Send date_create as YYYY-MM-DD HH:mm:ss.')
  const seconds = strtotime(quoted(value), now, home)
  return seconds === undefined ? undefined : seconds * 1000
}
