import { Problem } from '../core/api/problem.ts'
import { awaitVerdict } from '../core/journal/await-verdict.ts'
import type { ExpectedRequest } from '../core/journal/expected-request.ts'
import type { Journal } from '../core/journal/journal.ts'
import type { Expectation, OpenVerdict, Verdict } from '../core/journal/verify.ts'
import { verifyingOrder } from '../core/journal/verify-order.ts'
import { parseDuration } from '../core/lib/duration.ts'
import { inSlices } from '../core/lib/slices.ts'
import type { Path } from '../core/scenarios/scenario-flaw.ts'
import { schema } from '../core/validation/schema.ts'
import { invalidRequest } from './refuse.ts'
import { refuseUnknown } from './requests.ts'
import { route } from './route.ts'

const LONGEST_WAIT_MS = 60_000

/** Each costs a look at every request of its sandbox. */
const MOST_WAITING = 100

const one = route<Expectation>('POST /sandboxes/:id/requests/verify', {
  summary: 'Whether the expected requests came; with “within”, waits for them.',
  body: schema('admin/verify.json'),
  async handle({ server, sandbox, res, body }) {
    refuseUnknown(body, server.apis)
    refuseVague(body)
    if (body.never && body.times !== undefined)
      throw invalidRequest([
        { path: ['times'], message: 'cannot be used together with “never”: leave one of them out' },
      ])
    refuseUpsideDown(body.times)
    const within = millisecondsOf(body.within)
    const { journal } = sandbox
    if (within > 0 && journal.watchers >= MOST_WAITING) throw tooManyWait(sandbox.id)
    return certain(await awaitVerdict(journal, body, within, new Promise(gone => res.once('close', gone))), journal)
  },
})

/** What no number is can never hold. */
function refuseUpsideDown(times: Expectation['times']): void {
  if (typeof times !== 'object') return
  const { atLeast = 0, atMost = atLeast } = times
  if (atLeast <= atMost) return
  throw invalidRequest([{ path: ['times', 'atLeast'], message: `must not be above atMost, which is ${atMost}` }])
}

const order = route<{ sequence: readonly ExpectedRequest[] }>('POST /sandboxes/:id/requests/verify-order', {
  summary: 'Whether requests came in this order; others may come between them.',
  body: schema('admin/verify-order.json'),
  async handle({ server, sandbox: { journal }, body: { sequence } }) {
    for (const [i, step] of sequence.entries()) {
      refuseUnknown(step, server.apis, ['sequence', i])
      refuseVague(step, ['sequence', i])
    }
    return certain(await inSlices(verifyingOrder(journal, sequence)), journal)
  },
})

export const verifyRoutes = [one, order]

function millisecondsOf(within: Expectation['within'] = 0): number {
  const milliseconds = typeof within === 'number' ? within : parseDuration(within)
  if (milliseconds !== null && milliseconds >= 0 && milliseconds <= LONGEST_WAIT_MS) return milliseconds
  const message = `must be a time such as 2s or 500ms, or milliseconds, 60 s at most, not ${JSON.stringify(within)}`
  throw invalidRequest([{ path: ['within'], message }])
}

/** An expectation that any request would meet is a slip. */
function refuseVague({ operation, direction, url }: ExpectedRequest, at: Path = []): void {
  if (operation === undefined && direction !== 'out' && url === undefined)
    throw invalidRequest([
      { path: [...at, 'operation'], message: 'is missing: give it, or for webhooks direction “out” or a url' },
    ])
  if (operation !== undefined && direction === 'out')
    throw invalidRequest([
      {
        path: [...at, 'operation'],
        message: 'cannot be used together with direction “out”: a webhook has no operation',
      },
    ])
}

/** @throws {Problem} 409 where entries that the journal lost could change the verdict */
function certain({ ok, ...verdict }: OpenVerdict, { dropped }: Journal): Verdict {
  if (ok !== null) return { ok, ...verdict }
  const { matched, expected } = verdict
  throw new Problem(
    409,
    'Requests were dropped',
    `${matched} kept requests match, but ${dropped} older ones were dropped from the journal and some of them may match too.`,
    'Empty the journal before the part that you verify (DELETE …/requests), or start the server with a larger --journal-limit. A restart drops every entry.',
    { matched, expected, dropped },
  )
}

const tooManyWait = (id: string): Problem =>
  new Problem(
    503,
    'Too many are waiting',
    `${MOST_WAITING} requests already wait for something to come to sandbox ${JSON.stringify(id)}.`,
    'Wait for them first, or verify without “within”.',
    {},
    { 'retry-after': '1' },
  )
