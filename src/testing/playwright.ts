import { test as base, expect, type TestInfo } from '@playwright/test'
import type { Sandbox } from '../client/sandbox.ts'
import { type Repeated, roundTitle, split } from './repeat.ts'
import { type TestSandboxOptions, WorkerSandbox } from './worker-sandbox.ts'

export { type WebServerOptions, webServer } from './playwright-server.ts'
export type { ReadingOption, ReadingTopic } from './repeat.ts'
export { expect, type Sandbox, type TestSandboxOptions }

/** What each test is given. */
export interface SandboxTestFixtures {
  /** What the sandbox starts from, for a project, a file or a group: `test.use({ sandboxOptions: { scenario: 'blank' } })`. */
  sandboxOptions: TestSandboxOptions
  /** Resets the sandbox before each test, and checks it after. */
  freshSandbox: undefined
}

/** What each worker is given. */
export interface SandboxWorkerFixtures {
  /** The worker's own sandbox. */
  sandbox: Sandbox
  /** Makes it, resets it and drops it; not for tests. */
  sandboxKeeper: WorkerSandbox
}

const ADVICE = 'Put “webServer: webServer()” of poligon/playwright into playwright.config.ts, or set POLIGON_URL.'

/**
 * Playwright's `test` with a sandbox, which is reset before each test.
 *
 * @example
 * test('adds a client', async ({ request, sandbox }) => {
 *   await request.post(`${sandbox.baseUrl('salesman')}/client/add`, { headers, data: { title: 'ООО Ромашка' } })
 *   await sandbox.requests.verify({ operation: 'salesman client.add', times: 1 })
 * })
 */
export const test = base.extend<SandboxTestFixtures, SandboxWorkerFixtures>({
  sandboxOptions: [{}, { option: true }],
  sandboxKeeper: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures that are needed off the pattern
    async ({}, use, { workerIndex }) => {
      const keeper = await WorkerSandbox.open(String(workerIndex), ADVICE)
      await use(keeper)
      await keeper.close()
      await keeper.leaveCoverage(String(workerIndex))
    },
    { scope: 'worker' },
  ],
  sandbox: [({ sandboxKeeper }, use) => use(sandboxKeeper.sandbox), { scope: 'worker' }],
  freshSandbox: [
    async ({ sandboxKeeper, sandboxOptions }, use, info) => {
      await sandboxKeeper.begin(info.title, sandboxOptions)
      await use(undefined)
      const breach = await sandboxKeeper.end()
      if (breach || info.status !== info.expectedStatus) await attachEvidence(sandboxKeeper, info)
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
export function forEachReading(...repeated: Repeated): void {
  const { rounds, declare } = split(repeated)
  for (const round of rounds) {
    test.describe(roundTitle(round), () => {
      test.use({
        sandboxOptions: ({ sandboxOptions }, use) =>
          use({ ...sandboxOptions, readings: { ...sandboxOptions.readings, [round.reading]: round.option } }),
      })
      declare(round)
    })
  }
}

/** What a report shows of a failed test's sandbox. */
async function attachEvidence(keeper: WorkerSandbox, info: TestInfo): Promise<void> {
  const { sandbox } = keeper
  const [journal, changes, har, bundle] = await Promise.all([
    sandbox.requests.find(),
    sandbox.changes(),
    sandbox.requests.har(),
    sandbox.bundle(),
  ])
  const violations = journal.flatMap(({ id, method, url, violations }) =>
    violations.map(violation => ({ request: id, method, url, ...violation })),
  )
  for (const [name, found] of Object.entries({ journal, changes, violations, bundle })) {
    await info.attach(`${name}.json`, { body: JSON.stringify(found, null, 2), contentType: 'application/json' })
  }
  // Reports in the terminal print a text.
  await info.attach('poligon.txt', { body: await keeper.whereToLook(info.title), contentType: 'text/plain' })
  await info.attach('requests.har', { body: har, contentType: 'application/json' })
}
