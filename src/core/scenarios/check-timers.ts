import type { Api } from '../api/api.ts'
import { outgoingRequestOf } from '../api/outgoing-request.ts'
import { OwnFault } from '../api/own-fault.ts'
import { briefJson } from '../lib/brief-json.ts'
import { isInstant } from '../lib/instant.ts'
import { didYouMean } from '../lib/nearest.ts'
import { MOST_PENDING, MOST_PENDING_SIZE } from '../store/timers.ts'
import type { Scenario } from './scenario.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'
import { instantIn, timersIn } from './scenario-timers.ts'
import { unknownApi } from './unknown-api.ts'
import type { WebhookDocument } from './waiting-document.ts'

/** What a schema cannot know of what waits for the clock: its APIs, timers, moments and ids. */
export function checkTimers(scenario: Scenario, apis: readonly Api[]): ScenarioFlaw[] {
  const { timers = [], webhooks = [] } = scenario
  const ids = new Set<string>()
  const checkWaiting = ({ id, api, at }: { id?: string; api: string; at: string }, path: Path): ScenarioFlaw[] => {
    const flaws = [...unknownApi(api, apis, [...path, 'api']), ...checkMoment(at, [...path, 'at'])]
    if (id === undefined) return flaws
    if (ids.has(id)) flaws.push({ path: [...path, 'id'], message: `must not be used twice, as ${id} is` })
    ids.add(id)
    return flaws
  }
  const flaws = [
    ...timers.flatMap((timer, i) => [...checkWaiting(timer, ['timers', i]), ...checkName(timer, apis, ['timers', i])]),
    ...webhooks.flatMap((webhook, i) => [
      ...checkWaiting(webhook, ['webhooks', i]),
      ...checkWebhook(webhook, ['webhooks', i]),
    ]),
  ]
  return flaws.length > 0 ? flaws : checkSize(scenario)
}

function checkWebhook({ url, method, headers, body, retry }: WebhookDocument, path: Path): ScenarioFlaw[] {
  try {
    outgoingRequestOf({ url, ...(method && { method }), ...(headers && { headers }), body, ...(retry && { retry }) })
    return []
  } catch (error) {
    if (!(error instanceof OwnFault)) throw error
    return [{ path, message: error.message.replace(/^its webhook /, '') }]
  }
}

function checkSize(scenario: Scenario): ScenarioFlaw[] {
  const { pending, size } = timersIn(scenario)
  if (pending.length <= MOST_PENDING && size <= MOST_PENDING_SIZE) return []
  const message = `and webhooks must be at most ${MOST_PENDING}, of ${MOST_PENDING_SIZE} characters together; here are ${pending.length}, of ${size}`
  return [{ path: ['timers'], message }]
}

function checkMoment(at: string, path: Path): ScenarioFlaw[] {
  const instant = instantIn(at)
  if (instant === null)
    return [
      { path, message: `must be ISO 8601 with its offset such as 2024-03-01T09:00:00+03:00, not ${briefJson(at)}` },
    ]
  return isInstant(instant) ? [] : [{ path, message: `must be in the years 1 to 9999, not ${briefJson(at)}` }]
}

function checkName({ api: id, name }: { api: string; name: string }, apis: readonly Api[], path: Path): ScenarioFlaw[] {
  const api = apis.find(candidate => candidate.name === id)
  const known = Object.keys(api?.timers ?? {})
  if (!api || known.includes(name)) return []
  const has = known.length === 0 ? 'has none' : `has ${known.join(', ')}`
  return [{ path: [...path, 'name'], message: `is not a timer of ${id}, which ${has}.${didYouMean(name, known)}` }]
}
