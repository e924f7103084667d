import { after, afterEach, before, beforeEach, describe } from 'node:test'
import type { Sandbox } from '../client/sandbox.ts'
import { type HandedOver, handOver } from './handover.ts'
import { type Repeated, repeater } from './repeat.ts'
import { standIn } from './stand-in.ts'
import { type TestSandboxOptions, WorkerSandbox } from './worker-sandbox.ts'

export type { ReadingOption, ReadingTopic } from './repeat.ts'
export type { Sandbox, TestSandboxOptions }

/** What `node:test` tells the hooks of a test. */
interface Subject {
  readonly fullName: string
  readonly error?: unknown
}

/** `node --test`, where it runs the file: killed, it leaves the file's process behind, which must not wait for a server. */
const runner = process.env.NODE_TEST_CONTEXT ? process.ppid : undefined

let used = 0

/**
 * Gives the tests of a file, or of the `describe` that it is called in, a sandbox, which is reset before each; the
 * subtests of a test go on in the sandbox of the test. Where `POLIGON_URL` names no server the file starts one.
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
  const worker = [process.pid, ...(used++ ? [used] : [])].join('-')
  let handed: HandedOver | undefined
  let keeper: WorkerSandbox | undefined
  let running: string | undefined
  const isSubtest = ({ fullName }: Subject): boolean => running !== undefined && fullName.startsWith(`${running} > `)

  before(async () => {
    handed = await handOver(process.cwd(), runner)
    keeper = await WorkerSandbox.open(worker, 'Set it to the address of a server.')
  })
  beforeEach(async context => {
    const subject = context as unknown as Subject
    if (isSubtest(subject)) return
    await keeper!.begin(subject.fullName, options)
    running = subject.fullName
  })
  afterEach(async context => {
    const subject = context as unknown as Subject
    if (subject.fullName !== running) return
    running = undefined
    const breach = await keeper!.end()
    if (breach || subject.error) console.error(await keeper!.whereToLook(subject.fullName))
    if (breach) throw breach
  })
  after(async () => {
    await keeper?.close()
    await handed?.end()
  })
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
export const forEachReading: (...repeated: Repeated) => void = repeater({
  describe,
  beforeAll: before,
  afterAll: after,
})
