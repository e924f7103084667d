import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { type Api, profilesOf } from '../../src/core/api/api.ts'
import type { Readings } from '../../src/core/api/readings.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { examplesOf } from '../../src/core/openapi/examples.ts'
import { openApiOf } from '../../src/core/openapi/openapi.ts'
import type { Checkpoint } from '../../src/core/sandbox/checkpoint.ts'
import { restoreCheckpoint, takeCheckpoint } from '../../src/core/sandbox/checkpoints.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { run } from '../../src/server.ts'
import { adminTarget } from './admin.ts'
import { Client } from './client.ts'
import { requestsTo, type Sent } from './requests.ts'
import { seed } from './seed.ts'
import { type Target, targetOf } from './target.ts'
import { visible } from './urls.ts'
import { watch } from './watch.ts'

/**
 * Fuzzing: random requests, in short sequences from a reset sandbox, under random readings; `FUZZ_REQUESTS` is how
 * many in all.
 */
const requests = Number(process.env.FUZZ_REQUESTS ?? (process.env.TEST_MODE === 'fuzz' ? 150_000 : 8000))
const LONGEST = 8
const share = Math.ceil(requests / (builtInApis.length + 1))
console.info(`Fuzzing: FUZZ_SEED=${seed} FUZZ_REQUESTS=${requests} npm run fuzz`)

const validation = new Validation(join(packageRoot, 'schemas'))
const defects: unknown[] = []
const running = await run({
  port: 0,
  host: '127.0.0.1',
  records: 5,
  checkReplies: true,
  maxSandboxes: 20,
  journalLimit: 100,
  onDefect: error => defects.push(error),
})
const client = new Client(running.port)
const box = running.sandboxes.get('default')!
afterAll(() => {
  client.close()
  return running.close()
})

async function startAnew(): Promise<void> {
  for (const sandbox of running.sandboxes.list()) if (sandbox !== box) running.sandboxes.drop(sandbox)
  await running.sandboxes.reset(box)
}

const OPTIONS = { serverUrl: running.url, version: '0' }

const targetOfApi = (api: Api): Target =>
  targetOf({
    name: api.name,
    basePath: api.basePath,
    document: openApiOf(api, validation, OPTIONS),
    account: api.account,
  })

/** Some readings of an API, the others left as they are. */
const readingsOf = (api: Api): fc.Arbitrary<Record<string, string>> => {
  const options = Object.entries(api.readings as Readings).map(([topic, reading]) => [
    `${api.name}.${topic}`,
    fc.constantFrom(...Object.keys(reading.options)),
  ])
  return fc.record<Record<string, string>>(Object.fromEntries(options), { requiredKeys: [] })
}

/** The sandbox after the page's POSTs: its other examples speak of what they made. */
async function afterPosts(api: Api): Promise<Checkpoint> {
  await startAnew()
  for (const { request } of examplesOf(validation, api.name).filter(({ request }) => request.method === 'POST')) {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body)).toString('latin1')
    const headers = { 'content-type': 'application/json', ...request.headers }
    await client.send({ method: 'POST', path: visible(api.basePath + request.path), headers, body, chunked: false })
  }
  return takeCheckpoint(box, 'after-posts')
}

const sequenceOf = (requests: fc.Arbitrary<Sent>) =>
  fc.array(requests, { minLength: 1, maxLength: LONGEST, size: 'max' })

/** Counts what succeeds, so that a fuzzer that only ever hears «no» is found out. */
class Tally {
  readonly #succeeded = new Map<string, number>()
  sent = 0

  count(operation: string | null | undefined): void {
    if (operation) this.#succeeded.set(operation, (this.#succeeded.get(operation) ?? 0) + 1)
  }

  check(target: string, operations: readonly string[]): void {
    console.info(
      `${target}: ${this.sent} requests; succeeded: ${[...this.#succeeded].map(pair => pair.join(' ')).join(', ')}`,
    )
    // Fewer say nothing of what they do not reach.
    if (requests < 10_000) return
    expect(this.sent).toBeGreaterThan(share * 0.8)
    expect([...this.#succeeded.keys()].sort()).toEqual([...operations].sort())
  }
}

/** Sequences have half their greatest length on average. */
async function fuzz<T>(property: fc.IAsyncProperty<T>, requests: number): Promise<void> {
  const result = await fc.check(property, { seed, numRuns: Math.ceil((requests / (LONGEST + 1)) * 2) })
  if (!result.failed) return
  const { counterexample, errorInstance, numShrinks } = result
  const printed = JSON.stringify(counterexample, (_, value) =>
    typeof value === 'string' && value.length > 300 ? `${value.slice(0, 300)}…` : value,
  )
  throw new Error(`FUZZ_SEED=${seed}, shrunk ${numShrinks} times\n${printed}`, { cause: errorInstance })
}

test.each(builtInApis.map(api => [api.name, api] as const))(
  '%s answers whatever comes, in its own shapes, and a refusal changes nothing',
  async (name, api) => {
    const tally = new Tally()
    const posted = await afterPosts(api)
    const property = fc.asyncProperty(
      fc.boolean(),
      fc.oneof(fc.constant({}), readingsOf(api)),
      fc.constantFrom(...profilesOf(api)),
      fc.nat(9).map(die => die === 0),
      sequenceOf(requestsTo(targetOfApi(api))),
      async (isPosted, readings, profile, strict, sequence) => {
        await startAnew()
        if (isPosted) restoreCheckpoint(box, posted, running.sandboxes.nextSequence())
        box.configure({ readings, profiles: { [name]: profile }, strict })
        for (const request of sequence) {
          const { failed } = await watch(request, client, running, defects, api)
          tally.sent++
          if (!failed) tally.count(box.journal.entries().at(-1)?.operation)
        }
      },
    )
    await fuzz(property, share)
    tally.check(
      name,
      api.operations.map(({ id }) => id),
    )
  },
  300_000,
)

test('/__admin answers whatever comes; a refusal changes nothing, and whatever it changed, the APIs still answer', async () => {
  const tally = new Tally()
  const target = adminTarget(builtInApis, box, validation, OPTIONS)
  const vendors = builtInApis.map(api => requestsTo(targetOfApi(api)).map(request => ({ api, request })))
  const property = fc.asyncProperty(
    fc.oneof(...vendors),
    sequenceOf(requestsTo(target)),
    fc.array(fc.oneof(...vendors), { maxLength: 4, size: 'max' }),
    async (first, sequence, after) => {
      await startAnew()
      // Something for the journal to have.
      await watch(first.request, client, running, defects, first.api)
      running.sandboxes.take('w1')
      box.faults.add({ id: 'f1', hold: true })
      takeCheckpoint(box, 'one')
      for (const request of sequence) {
        const { failed } = await watch(request, client, running, defects)
        tally.sent++
        if (!failed) tally.count(operationOf(request, target))
      }
      for (const sandbox of running.sandboxes.list()) sandbox.faults.clear()
      for (const { api, request } of after) await watch(request, client, running, defects, api)
      tally.sent += 1 + after.length
    },
  )
  await fuzz(property, share)
  tally.check('admin', [...new Set(target.operations.map(({ operationId }) => operationId))])
}, 300_000)

function operationOf({ method, path }: Sent, { basePath, operations }: Target): string | undefined {
  const below = path.slice(basePath.length).split('?', 1)[0]!
  return operations.find(({ verb, path: template }) => {
    const pattern = new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`)
    return verb === method && pattern.test(below)
  })?.operationId
}
