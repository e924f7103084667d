import { afterAll, test as base, beforeAll, describe } from 'vitest'
import type { Sandbox } from '../client/sandbox.ts'
import { type Repeated, repeater } from './repeat.ts'
import { type TestSandboxOptions, WorkerSandbox } from './worker-sandbox.ts'

export type { ReadingOption, ReadingTopic } from './repeat.ts'
export type { Sandbox, TestSandboxOptions }

declare module 'vitest' {
  interface ProvidedContext {
    /** What every test's sandbox starts from: `test: { provide: { sandboxOptions: { scenario: 'blank' } } }`. */
    sandboxOptions?: TestSandboxOptions
  }
}

const ADVICE = "Put “globalSetup: 'poligon/vitest/global-setup'” into the config of vitest, or set POLIGON_URL."

/** What each test is given. */
export interface SandboxFixtures {
  /** The worker's own sandbox. */
  sandbox: Sandbox
  /** Makes it, resets it and drops it; not for tests. */
  sandboxKeeper: WorkerSandbox
  /** What it starts from: `test.override({ sandboxOptions: { scenario: 'blank' } })`; before Vitest 4.1 `test.scoped`. */
  sandboxOptions: TestSandboxOptions
  /** Resets it before each test, and checks it after. */
  freshSandbox: undefined
}

/** Vitest before 3.2 knows no scope, and a fixture's options only by `auto`: there each test has a sandbox of its own. */
const FILE = { auto: false, scope: 'file' } as const

/**
 * Vitest's `test` with a sandbox, which is reset before each test.
 *
 * @example
 * test('adds a client', async ({ sandbox }) => {
 *   await new YourClient(sandbox.baseUrl('salesman')).add('ООО Ромашка')
 *   await sandbox.requests.verify({ operation: 'salesman client.add', times: 1 })
 * })
 */
export const test = base.extend<SandboxFixtures>({
  sandboxOptions: [{}, { injected: true }],
  sandboxKeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads the fixtures that are needed off the pattern
    async ({}, use) => {
      const keeper = await WorkerSandbox.open(process.env.VITEST_WORKER_ID ?? '0', ADVICE)
      await use(keeper)
      await keeper.close()
    },
    FILE,
  ],
  sandbox: [({ sandboxKeeper }, use) => use(sandboxKeeper.sandbox), FILE],
  freshSandbox: [
    async ({ sandboxKeeper, sandboxOptions, task }, use) => {
      const { underWay } = sandboxKeeper
      if (underWay !== undefined) {
        throw new Error(
          `Cannot begin “${task.name}”: “${underWay}” is under way in the same sandbox. Run tests with a sandbox one after the other.`,
        )
      }
      await sandboxKeeper.begin(task.name, sandboxOptions)
      await use(undefined)
      const breach = await sandboxKeeper.end()
      if (breach || task.result?.state === 'fail') console.error(await sandboxKeeper.whereToLook(task.name))
      if (breach) throw breach
    },
    { auto: true },
  ],
})

/**
 * Repeats tests for each option of each reading named, while the others keep the option that they have.
 *
 * @example
 * forEachReading('salesman.status', 'vodyanoy.total', () => {
 *   test('a refused client is told', async ({ sandbox }) => { … })
 * })
 */
export const forEachReading: (...repeated: Repeated) => void = repeater({ describe, beforeAll, afterAll })
