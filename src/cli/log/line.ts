import type { EntrySummary, Violation } from '../../client/types.ts'
import { LONGEST, plain, readablePath } from '../../core/lib/readable.ts'
import { shorten } from '../../core/lib/shorten.ts'
import type { Texts } from '../texts/english.ts'
import type { Colour, Paint } from './paint.ts'

export interface LineOptions {
  readonly texts: Texts
  readonly paint: Paint
}

/**
 * A request as people read it: one line, and one more for each rule that it broke and for the nearest operation.
 *
 * @param name what stands before it: the sandbox, or the entry's id
 */
export function linesOf(name: string, request: EntrySummary, { texts, paint }: LineOptions): string[] {
  const says = texts.log
  if (request.timer) return timerLines(name, request, request.timer.name, { texts, paint })
  const { method, url, api, operation, status, durationMs, violations } = request
  const answered = request.delivery
    ? says.webhook(api!, request.delivery)
    : (operation ?? (api === null ? says.noApi : says.noOperation))
  const line = [
    paint(timeOf(request.realAt), 'dim'),
    plain(name),
    plain(method ?? '?'),
    readablePath(url ?? '?'),
    '→',
    status === null ? paint(says.noAnswer, 'red') : paint(String(status), colourOf(status)),
    plain(answered),
    ...(request.rule === undefined ? [] : [plain(request.rule)]),
    paint(`${durationMs.toFixed(1)} ${says.ms}`, 'dim'),
    ...marksOf(request, texts).map(mark => paint(mark, 'cyan')),
  ]
  const broken = violations
    .filter(({ rule }) => rule !== 'unknown-operation')
    .map(violation => `  ${paint(`${says.violation} ${violation.rule}`, 'yellow')}: ${plain(sayViolation(violation))}`)
  const near = nearestOf(request)
  return [
    line.join(' '),
    ...whyNot(request).map(why => `  ${plain(why)}`),
    ...broken,
    ...(near.length > 0 ? [`  ${paint(says.nearest, 'yellow')}: ${near.map(plain).join(', ')}`] : []),
  ]
}

/** A timer that failed. */
function timerLines(
  name: string,
  { realAt, defect }: EntrySummary,
  timer: string,
  { texts, paint }: LineOptions,
): string[] {
  const { log } = texts
  const head = [paint(timeOf(realAt), 'dim'), plain(name), plain(log.timer(timer)), '→', paint(log.failed, 'red')]
  return [head.join(' '), ...(defect === undefined ? [] : [`  ${plain(defect)}`])]
}

/** Why a webhook was not answered, or not sent. */
const whyNot = ({ attempts, hint }: EntrySummary): string[] =>
  [attempts?.at(-1)?.error, hint].filter(why => why !== undefined)

function marksOf({ servedFrom, fault, stale, aborted, direction }: EntrySummary, { log }: Texts): string[] {
  return [
    ...(servedFrom === 'cache' ? [log.cache] : []),
    ...(fault === null ? [] : [log.fault(fault)]),
    ...(stale ? [log.stale] : []),
    ...(aborted && direction !== 'out' ? [log.aborted] : []),
  ]
}

export const sayViolation = ({ at, value, docs }: Violation): string => {
  const said = value === undefined || value === null ? '' : ` ${shorten(JSON.stringify(value), LONGEST)}`
  return `${at}${said} (${docs})`
}

const nearestOf = ({ nearest, violations }: EntrySummary): readonly string[] =>
  nearest ?? violations.find(({ rule }) => rule === 'unknown-operation')?.nearest ?? []

const colourOf = (status: number): Colour =>
  status >= 500 ? 'red' : status >= 400 ? 'yellow' : status >= 300 ? 'cyan' : 'green'

/** In the time of whoever looks at it. */
function timeOf(iso: string): string {
  const at = new Date(iso)
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}
