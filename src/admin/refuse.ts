import { Problem } from '../core/api/problem.ts'
import { type BodyPart, HttpFault } from '../core/api/refusal.ts'
import { asSentence } from '../core/lib/as-sentence.ts'
import { didYouMean, nearestRoutes } from '../core/lib/nearest.ts'
import { type ScenarioFlaw, sayScenarioFlaw } from '../core/scenarios/scenario-flaw.ts'
import { UnknownScenario } from '../core/scenarios/scenarios.ts'
import { sayMore } from '../core/validation/flaw.ts'
import type { Route } from './route.ts'

/**
 * A 400 that names every fault: `errors` has the path and the sentence of each.
 *
 * @param total how many there are, where not all are given
 */
export function invalidRequest(
  flaws: readonly ScenarioFlaw[],
  hint = 'Correct each of “errors” and send it again.',
  total: number = flaws.length,
): Problem {
  const told = flaws.slice(0, MOST_TOLD)
  const errors = told.map(({ path, message }) => ({ path: sayScenarioFlaw({ path, message: '' }), message }))
  const shown = flaws.slice(0, 5).map(sayScenarioFlaw).join('; ')
  const detail = total > 5 ? `${shown}; and ${sayMore(total - 5, total)}.` : asSentence(shown)
  return new Problem(400, 'Invalid request', detail, hint, { errors })
}

/** Flaws that an answer lists; its words count the rest. */
export const MOST_TOLD = 1000

export function refuseFlaws(flaws: readonly ScenarioFlaw[], hint?: string): void {
  if (flaws.length > 0) throw invalidRequest(flaws, hint)
}

export const unknown = (what: string, name: string, hint: string): Problem =>
  new Problem(404, `Unknown ${what}`, `There is no ${what} ${JSON.stringify(name)}.`, hint)

/** Whatever was thrown, as a problem; null where it is a defect of ours. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof UnknownScenario) return invalidRequest([{ path: ['scenario'], message: mustBeKnown(error) }])
  if (error instanceof URIError)
    return new Problem(400, 'Malformed path', 'The percent encoding of the path is broken.', 'Encode it as UTF-8.')
  if (error instanceof HttpFault)
    return new Problem(error.status, TITLES[error.status]!, `${error.message}.`, hintFor(error))
  return null
}

const mustBeKnown = ({ scenario, known }: UnknownScenario): string =>
  `must be the name of a scenario, not ${JSON.stringify(scenario)}.${didYouMean(scenario, known)} Choose from ${known.join(', ')}`

/** A path that no admin route has, with the nearest that there are. */
export function unknownRoute(method: string, url: string, routes: readonly Route[]): Problem {
  const path = url.split('?', 1)[0]!.slice(0, 300)
  if (/^\/__admin\/?$/.test(path)) return nothingAtRoot(method, path)
  const ofSandbox = path.replace(/^\/__admin/, '/__admin/sandboxes/default')
  const found = routes.find(
    route => route.method === method && `/__admin${route.path}` === ofSandbox.replace('default', ':id'),
  )
  const all = routes.map(route => ({ method: route.method, path: `/__admin${route.path}` }))
  const nearest = nearestRoutes(method, found ? ofSandbox : path, all)
  const shown = nearest.map(candidate => `${candidate.method} ${candidate.path}`).join(', ')
  const hint = found
    ? `This route belongs to a sandbox: ${method} ${ofSandbox}, or another name instead of “default”.`
    : `Nearest: ${shown}.`
  return new Problem(404, 'Not found', `There is no admin route ${method} ${path}.`, hint, { nearest })
}

const nothingAtRoot = (method: string, path: string): Problem =>
  new Problem(
    404,
    'Not found',
    `There is no admin route ${method} ${path}.`,
    'Start with GET /__admin/sandboxes or GET /__admin/apis; in a browser, open /__admin/ui.',
  )

const hintFor = ({ status, part }: HttpFault): string => (part && PART_HINTS[part]) ?? HINTS[status]!

const TITLES: Record<number, string> = {
  400: 'Unreadable body',
  413: 'Body too large',
  415: 'Unsupported media type',
}

const HINTS: Record<number, string> = {
  400: 'Send JSON in UTF-8.',
  413: 'Send less, or start the server with a larger --body-limit.',
  415: 'Send the body as “Content-Type: application/json”.',
}

const PART_HINTS: Partial<Record<BodyPart, string>> = {
  'content-encoding': 'Compress the body as its Content-Encoding says, with gzip, deflate or br, or send neither.',
  charset: 'Send UTF-8, or windows-1251 and say so.',
}
