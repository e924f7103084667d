import type { Violation } from '../api/violation.ts'
import { lettersOf } from '../lib/letters-of.ts'
import { shorten } from '../lib/shorten.ts'
import type { Mask } from './mask.ts'

/** Letters of a value, or of a place, that one of them keeps. */
const LONGEST = 1000
/** What one takes beside its texts, in bytes. */
const OWN_WEIGHT = 200

/**
 * What an entry keeps of violations: their values cut to a bound.
 *
 * @param maskOf the request's mask, asked for where a value is cut: a secret that is cut in two would not be found later
 */
export function keepViolations(violations: readonly Violation[], maskOf: () => Mask): readonly Violation[] {
  const begun = violations.map(beginningOf)
  const isSmall = (violation: Violation, i: number): boolean => violation === begun[i] && violation.at.length <= LONGEST
  if (violations.every(isSmall)) return violations
  const mask = maskOf()
  return violations.map((violation, i) => (isSmall(violation, i) ? violation : shortened(violation, begun[i]!, mask)))
}

/** Roughly the bytes that one holds in memory. */
export const weightOf = ({ at, value }: Violation): number => OWN_WEIGHT + 2 * at.length + 4 * lettersOf(value, LONGEST)

/** A violation whose value has no more of its parts than will be shown; each of those is still whole. */
function beginningOf(violation: Violation): Violation {
  let left = LONGEST
  const begin = (value: unknown): unknown => {
    if (value === null || typeof value !== 'object') {
      left -= typeof value === 'string' ? value.length : String(value).length
      return value
    }
    const parts: [name: string, part: unknown][] = []
    for (const name in value) {
      if (left < 0) break
      left -= name.length
      parts.push([name, begin((value as Record<string, unknown>)[name])])
    }
    return Array.isArray(value) ? parts.map(([, part]) => part) : Object.fromEntries(parts)
  }
  const value = begin(violation.value)
  return left < 0 ? { ...violation, value } : violation
}

function shortened(violation: Violation, begun: Violation, mask: Mask): Violation {
  const { at, value } = mask.violation(begun)
  const shown = shorten(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''), LONGEST)
  const isWhole = begun === violation
  return { ...violation, at: shorten(at, LONGEST), value: isWhole ? value : shown.endsWith('…') ? shown : `${shown}…` }
}
