import { freeze } from '../lib/freeze.ts'
import { formatIso, parseIso } from '../lib/zone.ts'
import { isRetry, NO_TIMERS, type Pending, type Retry, type Timer, type Timers, timersOf } from '../store/timers.ts'
import type { Scenario } from './scenario.ts'
import type { TimerDocument, WaitingDocument, WebhookDocument } from './waiting-document.ts'

/** The milliseconds of an instant with its offset; null where a text is none. */
export const instantIn = (at: string): number | null => (WITH_OFFSET.test(at) ? parseIso(at, 'UTC') : null)

const WITH_OFFSET = /(?:Z|[+-]\d\d:?\d\d)$/i

/**
 * What waits, as a document says.
 *
 * @param isServed whether an API is; what is of another is left out
 */
export function timersIn(document: Scenario, isServed: (api: string) => boolean = () => true): Timers {
  const { lastTimer = 0 } = document
  const [timers, webhooks] = [document.timers ?? [], document.webhooks ?? []].map(all =>
    all.filter(({ api }) => isServed(api)),
  ) as [TimerDocument[], WebhookDocument[]]
  if (timers.length + webhooks.length + lastTimer === 0) return NO_TIMERS
  let last = [...timers, ...webhooks].reduce((most, { id }) => Math.max(most, numberOf(id)), lastTimer)
  const head = ({ id, api, at }: WaitingDocument) => ({ id: numberOf(id) || ++last, at: instantIn(at)!, api })
  const entries: Pending[] = [
    ...timers.map(timer => ({ ...head(timer), name: timer.name, payload: freeze(timer.payload ?? null) })),
    ...webhooks.map(({ url, method = 'POST', headers = {}, body = '', retry = [], secrets = [], ...waiting }) => ({
      ...head(waiting),
      webhook: { url, method, headers, body, retry, secrets },
    })),
  ]
  return timersOf(entries, last)
}

const numberOf = (id: string | undefined): number => Number(id?.slice(1) ?? 0)

/** The same the other way round: the parts of a document that say what waits. */
export function timersToDocument(
  { pending, last }: Timers,
  zone: string,
): Pick<Scenario, 'timers' | 'webhooks' | 'lastTimer'> {
  const timers = pending.filter((entry): entry is Timer => !isRetry(entry))
  const retries = pending.filter((entry): entry is Retry => isRetry(entry))
  return {
    ...(timers.length > 0 && { timers: timers.map(timer => toTimerDocument(timer, zone)) }),
    ...(retries.length > 0 && { webhooks: retries.map(retry => toWebhookDocument(retry, zone)) }),
    ...(last > 0 && { lastTimer: last }),
  }
}

export const toTimerDocument = (timer: Timer, zone: string): Required<TimerDocument> => {
  const { id, api, at } = headOf(timer, zone)
  return { id, name: timer.name, api, at, payload: timer.payload }
}

function toWebhookDocument({ webhook, ...waiting }: Retry, zone: string): WebhookDocument {
  const { url, method, headers, body, retry, secrets } = webhook
  return {
    ...headOf(waiting, zone),
    ...{ url, method, headers, body, retry: [...retry] },
    ...(secrets.length > 0 && { secrets: [...secrets] }),
  }
}

const headOf = ({ id, api, at }: Omit<Pending, 'webhook'>, zone: string): Required<WaitingDocument> => ({
  id: `t${id}`,
  api,
  at: formatIso(at, zone),
})
