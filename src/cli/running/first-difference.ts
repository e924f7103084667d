import type { ReplayedAnswer } from '../../client/replay.ts'

/** Where two values part: `body.error.code`, 406, 304. */
export interface Difference {
  readonly at: string
  readonly was: unknown
  readonly is: unknown
}

/**
 * The first place in which an answer is another than it was: of the status, then of the body, then of the headers.
 *
 * @param is null where none came
 */
export function firstDifference(was: ReplayedAnswer, is: ReplayedAnswer | null): Difference {
  return (
    within(was.status, is?.status ?? null, 'status') ??
    within(parsed(was.body), parsed(is?.body ?? ''), 'body') ??
    within(was.headers, is?.headers, 'headers') ?? { at: 'body', was: was.body, is: is?.body }
  )
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

function within(was: unknown, is: unknown, at: string): Difference | null {
  if (Object.is(was, is)) return null
  if (!isObject(was) || !isObject(is) || Array.isArray(was) !== Array.isArray(is)) return { at, was, is }
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    const inner = within(was[name], is[name], Array.isArray(was) ? `${at}[${name}]` : `${at}.${name}`)
    if (inner) return inner
  }
  return null
}

const isObject = (value: unknown): value is Record<string, unknown> => value !== null && typeof value === 'object'
