import type { Api } from '../api/api.ts'
import { OwnFault } from '../api/own-fault.ts'
import { briefJson } from '../lib/brief-json.ts'
import { freeze } from '../lib/freeze.ts'
import { isInstant } from '../lib/instant.ts'
import { didYouMean } from '../lib/nearest.ts'
import { millisecondsOf, SPAN_UNITS, type Span } from '../lib/span.ts'
import type { Sandbox } from './sandbox.ts'

/** Letters of a payload, as JSON, at most. */
const LONGEST_PAYLOAD = 64 * 1024

export interface TimerOrder {
  readonly span: Span
  readonly name: string
  readonly payload: unknown
  /** Where the span begins: milliseconds since the epoch. */
  readonly from: number
  /** The shortest span, in milliseconds. */
  readonly least: number
}

/** @throws {OwnFault} where it cannot be set */
export function setTimer(sandbox: Sandbox, api: Api, { span, name, payload, from, least }: TimerOrder): void {
  const fail = (why: string): never => {
    throw new OwnFault(`its timer ${JSON.stringify(name)} cannot be set: ${why}`)
  }
  const known = Object.keys(api.timers ?? {})
  if (!known.includes(name)) {
    const has = known.length === 0 ? 'has none' : `has ${known.join(', ')}`
    fail(`it is not a timer of ${api.name}, which ${has}.${didYouMean(String(name), known)}`)
  }
  const milliseconds =
    span !== null && typeof span === 'object' && Object.keys(span).length > 0 ? millisecondsOf(span) : Number.NaN
  if (Number.isNaN(milliseconds))
    fail(`its time must be an object such as { seconds: 30 }, of ${SPAN_UNITS.join(', ')}, not ${briefJson(span)}`)
  if (milliseconds < least)
    fail(
      least === 0
        ? `its time must not be negative, but is ${briefJson(span)}`
        : `a timer must set the next one ${least} ms later or more, not ${briefJson(span)}: otherwise it would never end`,
    )
  const at = from + milliseconds
  if (!isInstant(at)) fail('it would be due beyond the year 9999')
  sandbox.wait({ api: api.name, name, at, payload: jsonOf(payload, fail) })
}

function jsonOf(payload: unknown, fail: (why: string) => never): unknown {
  let text: string | undefined
  try {
    text = JSON.stringify(payload ?? null)
  } catch {
    // A circle, or a BigInt.
  }
  if (text === undefined) return fail('its payload cannot be written as JSON')
  if (text.length > LONGEST_PAYLOAD)
    fail(`its payload must not be longer than ${LONGEST_PAYLOAD} characters of JSON; it has ${text.length}`)
  return freeze(JSON.parse(text))
}
