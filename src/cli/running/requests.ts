import type { EntrySummary, ExplainedEntry, JournalPage } from '../../client/types.ts'
import { isUnmatched } from '../../core/journal/is-unmatched.ts'
import { texts } from '../language.ts'
import { linesOf } from '../log/line.ts'
import { paintFor } from '../log/paint.ts'
import type { CommandWork } from './command.ts'
import { followEvents } from './follow.ts'

interface Flags {
  readonly follow?: boolean
  readonly unmatched?: boolean
}

/** What came to a sandbox, and with `--follow` what comes. */
export const showRequests: CommandWork<Flags> = async ({ connection, box, ca }, { follow, unmatched, json }) => {
  const shown = new Set<string>()
  const show = (request: EntrySummary): void => {
    // A webhook is told of anew with each of its attempts.
    const key = `${request.id} ${request.delivery} ${request.attempts?.length}`
    if (shown.has(key)) return
    shown.add(key)
    if (unmatched && !isUnmatched(request)) return
    const options = { texts, paint: paintFor(process.stdout) }
    console.log(json ? JSON.stringify(request) : linesOf(request.id, request, options).join('\n'))
  }
  /** An event tells an entry in short; one that a reset lost meanwhile stays so. */
  const whole = async (told: EntrySummary): Promise<EntrySummary> => {
    const entry = await box.requests.get(told.id).catch(() => told)
    const { why: _, ...rest } = entry as ExplainedEntry
    return rest
  }
  // Who reads it may go away, as `head` does.
  if (follow) process.stdout.once('error', () => process.exit())
  // The stream is open before the journal is read: nothing is lost between the two.
  const events = follow ? await followEvents(connection, ca, box.id) : undefined
  const page = await connection.ask<JournalPage>(`/sandboxes/${box.id}/requests`)
  const { requests } = page
  const asked = unmatched ? requests.filter(isUnmatched) : requests
  if (json && !events) {
    console.log(JSON.stringify({ ...page, requests: asked }, null, 2))
    return
  }
  if (!json && page.dropped > 0) console.log(texts.running.lost(page.dropped))
  for (const request of requests) show(request)
  if (!events) {
    if (asked.length === 0) console.log(requests.length === 0 ? texts.running.noRequests : texts.running.noUnmatched)
    return
  }
  for await (const { name, data } of events) {
    // Ids begin anew with a sandbox.
    if (name === 'change' && (data as { cause?: string }).cause === 'reset') shown.clear()
    if (name === 'request') show(json ? await whole(data as EntrySummary) : (data as EntrySummary))
  }
  throw new Error(texts.running.gone(connection.url))
}
