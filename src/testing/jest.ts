import { afterAll, afterEach, beforeAll, beforeEach, describe, expect } from '@jest/globals'
import type { Sandbox } from '../client/sandbox.ts'
import { type Repeated, repeater } from './repeat.ts'
import { standIn } from './stand-in.ts'
import { type TestSandboxOptions, WorkerSandbox } from './worker-sandbox.ts'

export type { ReadingOption, ReadingTopic } from './repeat.ts'
export type { Sandbox, TestSandboxOptions }

const ADVICE =
  "Put “globalSetup: 'poligon/jest/global-setup'” and “globalTeardown: 'poligon/jest/global-teardown'” into the config of Jest, or set POLIGON_URL."

let used = 0

/**
 * Gives the tests of a file, or of the `describe` that it is called in, a sandbox, which is reset before each.
 *
 * @param options what it starts from, and `failOnViolations`
 * @example
 * const sandbox = useSandbox({ scenario: 'blank' })
 * test('adds a client', async () => {
 *   await new YourClient(sandbox.baseUrl('salesman')).add('ООО Ромашка')
 *   await sandbox.requests.verify({ operation: 'salesman client.add', times: 1 })
 * })
 */
export function useSandbox(options: TestSandboxOptions = {}): Sandbox {
  const worker = [process.env.JEST_WORKER_ID ?? '0', ...(used++ ? [used] : [])].join('-')
  let keeper: WorkerSandbox | undefined
  beforeAll(async () => {
    keeper = await WorkerSandbox.open(worker, ADVICE)
  })
  beforeEach(() => keeper!.begin(titleNow(), options))
  afterEach(async () => {
    if (!keeper) return
    const breach = await keeper.end()
    if (breach || failed) process.stderr.write(`${await keeper.whereToLook(titleNow())}\n`)
    if (breach) throw breach
  })
  afterAll(() => keeper?.close())
  return standIn(() => keeper?.sandbox)
}

/**
 * Repeats tests for each option of each reading named, while the others keep the option that they have.
 *
 * @example
 * forEachReading('salesman.status', 'vodyanoy.total', () => {
 *   test('a refused client is told', async () => { … })
 * })
 */
export const forEachReading: (...repeated: Repeated) => void = repeater({ describe, beforeAll, afterAll })

const titleNow = (): string => expect.getState().currentTestName ?? ''

/** Whether the test under way failed. Jest tells that to its event handlers, which stand under this symbol; to no hook. */
let failed = false
const handlers: unknown = Reflect.get(globalThis, Symbol.for('EVENT_HANDLERS'))
if (Array.isArray(handlers)) {
  handlers.push(({ name }: { readonly name: string }) => {
    if (name === 'test_start') failed = false
    if (name === 'test_fn_failure') failed = true
  })
}
