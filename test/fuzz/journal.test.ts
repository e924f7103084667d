import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import type { Api } from '../../src/core/api/api.ts'
import { type EntrySummary, type JournalEntry, readingEntry } from '../../src/core/journal/entry.ts'
import { verifying } from '../../src/core/journal/verify.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { finish } from '../../src/core/lib/slices.ts'
import { openApiOf } from '../../src/core/openapi/openapi.ts'
import type { Event } from '../../src/core/sandbox/events.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { run } from '../../src/server.ts'
import { Client } from './client.ts'
import { requestsTo, type Sent } from './requests.ts'
import { seed } from './seed.ts'
import { targetOf } from './target.ts'
import { printed } from './watch.ts'

/** Fuzzing of what is written down of requests: journal, events and masks. */
const requests = Number(process.env.FUZZ_REQUESTS ?? (process.env.TEST_MODE === 'fuzz' ? 40_000 : 1500))
const LONGEST = 8

const validation = new Validation(join(packageRoot, 'schemas'))
const defects: unknown[] = []
const running = await run({
  port: 0,
  host: '127.0.0.1',
  records: 2,
  journalLimit: 20,
  onDefect: error => defects.push(error),
})
const client = new Client(running.port)
afterAll(() => {
  client.close()
  return running.close()
})

/** No documented account has these; whoever finds them somewhere has found a secret. */
const SECRETS = { plain: 'Zx9-secret/7', letters: 'пароль-Щ9', long: `Kq7${'w'.repeat(1500)}` }

const targetOfApi = (api: Api) =>
  targetOf({
    name: api.name,
    basePath: api.basePath,
    document: openApiOf(api, validation, { serverUrl: running.url, version: '0' }),
    account: api.account,
  })

/** The request with a secret in a header, and in its query under a name that tells of one. */
const withSecret = (sent: Sent, secret: string): Sent => ({
  ...sent,
  path: `${sent.path}${sent.path.includes('?') ? '&' : '?'}user_password=${encodeURIComponent(secret)}`,
  headers: { ...sent.headers, 'x-api-key': SECRETS.plain },
})

const VIOLATION = { rule: expect.any(String), at: expect.any(String), docs: expect.any(String) }

function checkEntry(entry: JournalEntry, event: Event, secret: string, sent: Sent): void {
  const whole = JSON.stringify(entry)
  const says = printed(sent)
  for (const hidden of [secret, SECRETS.plain]) {
    expect(whole, says).not.toContain(hidden)
    expect(event.text, says).not.toContain(hidden)
  }
  const { sandbox, cut, ...told } = JSON.parse(event.text) as EntrySummary & { sandbox: string; cut?: true }
  expect(sandbox).toBe('default')
  expect(event.text.length).toBeLessThanOrEqual(8192)
  const {
    headers: _,
    body: __,
    response: ___,
    violations,
    violationsOmitted: ____,
    violationsNote: _____,
    ...summary
  } = entry
  const { violations: few, violationsOmitted: ______, violationsNote: _______, ...rest } = told
  if (!cut) {
    expect(rest, says).toEqual(summary)
    expect(few, says).toEqual(violations.slice(0, 10))
  }
  expect(violations.length).toBeLessThanOrEqual(100)
  for (const violation of violations) expect(violation).toMatchObject(VIOLATION)
}

test('whatever comes, what is written down of it is bounded, agrees, and gives nothing away', {
  timeout: 300_000,
}, async () => {
  const box = running.sandboxes.get('default')!
  const events: Event[] = []
  let checked = 0
  running.events.watch(event => void (event.name === 'request' && events.push(event)))
  const sequences = fc.array(
    fc.tuple(
      fc.oneof(...builtInApis.map(api => requestsTo(targetOfApi(api)))),
      fc.constantFrom(SECRETS.letters, SECRETS.long),
    ),
    { minLength: 1, maxLength: LONGEST, size: 'max' },
  )
  const property = fc.asyncProperty(sequences, async sequence => {
    await running.sandboxes.reset(box)
    for (const [request, secret] of sequence) {
      events.length = 0
      const sent = withSecret(request, secret)
      await client.send(sent)
      expect(defects, printed(sent)).toEqual([])
      // A request of another sandbox, or of none, is not for this journal.
      const event = events[0]
      const exchange = box.journal.entries().at(-1)
      if (event?.sandbox !== 'default' || !exchange) continue
      checked++
      const before = exchange.weight
      checkEntry(finish(readingEntry(exchange)), event, secret, sent)
      expect(exchange.weight).toBe(before)
      const { nearest } = finish(
        verifying(box.journal, {
          operation: 'client.add',
          where: { title: 'x', user_password: 1 },
          times: 99,
        }),
      )
      expect(JSON.stringify(nearest), printed(sent)).not.toContain(secret)
    }
    const weights = box.journal.entries().reduce((sum, { weight }) => sum + weight, 0)
    expect(box.journal.bytes).toBe(weights)
  })
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: Math.ceil((requests / (LONGEST + 1)) * 2),
  })
  if (failed)
    throw new Error(`FUZZ_SEED=${seed}\n${JSON.stringify(counterexample).slice(0, 3000)}`, { cause: errorInstance })
  expect(checked).toBeGreaterThan(requests / 4)
  box.journal.clear()
  expect(box.journal.bytes).toBe(0)
})
