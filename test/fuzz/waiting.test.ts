import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { run } from '../../src/server.ts'
import { shop } from '../support/shop.ts'
import { adminTarget } from './admin.ts'
import { Client } from './client.ts'
import { requestsTo, type Sent } from './requests.ts'
import { seed } from './seed.ts'
import { printed } from './watch.ts'

/** Fuzzing of `/__admin`, while a second sandbox is asked: none of its answers waits for whatever is asked of the first. */
const requests = Number(process.env.FUZZ_REQUESTS ?? (process.env.TEST_MODE === 'fuzz' ? 20_000 : 800))
const LONGEST = 6
/** Milliseconds. */
const MOST = 50

let child: ChildProcess
let client: Client
beforeAll(async () => {
  child = fork('test/support/child.mjs', ['test/unbreakable/timed-server.ts', '100'])
  const [{ url }] = (await once(child, 'message')) as [{ url: string }]
  client = new Client(Number(new URL(url).port), 20_000)
}, 60_000)
afterAll(() => {
  client.close()
  child.kill()
})

async function longest(): Promise<number> {
  child.send('longest')
  const [said] = (await once(child, 'message')) as [{ longest: number }]
  return said.longest
}

const OTHER: Sent = { method: 'GET', path: '/~other/shop/v1/items', headers: {}, body: undefined, chunked: false }

test('a second sandbox is answered at once, whatever is asked of /__admin', { timeout: 300_000 }, async () => {
  const model = await run({ port: 0, host: '127.0.0.1', apis: [shop], api: ['shop'], records: 5 })
  const options = { serverUrl: 'http://127.0.0.1', version: '0' }
  const target = adminTarget(
    model.apis,
    model.sandboxes.get('default')!,
    new Validation(join(packageRoot, 'schemas')),
    options,
  )
  const sequences = fc.array(requestsTo(target), { minLength: 1, maxLength: LONGEST, size: 'max' })
  const property = fc.asyncProperty(sequences, async sequence => {
    for (const sent of sequence) {
      let held = Number.POSITIVE_INFINITY
      // What is loaded or compiled for the first time, and a machine that is busy, hold up a first answer.
      for (let turn = 0; turn < 5 && held >= MOST; turn++) {
        await longest()
        const [, other] = await Promise.all([client.send(sent), client.send(OTHER)])
        expect(other.status, printed(sent)).toBeLessThan(500)
        held = Math.min(held, await longest())
      }
      expect(held, printed(sent)).toBeLessThan(MOST)
    }
  })
  const { failed, counterexample, errorInstance } = await fc.check(property, {
    seed,
    numRuns: Math.ceil((requests / (LONGEST + 1)) * 2),
  })
  await model.close()
  if (failed)
    throw new Error(`FUZZ_SEED=${seed}\n${JSON.stringify(counterexample).slice(0, 3000)}`, { cause: errorInstance })
})
