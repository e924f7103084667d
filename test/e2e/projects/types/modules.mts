import { connect, startMockServer } from 'poligon'
import * as jest from 'poligon/jest'
import jestSetup from 'poligon/jest/global-setup'
import jestTeardown from 'poligon/jest/global-teardown'
import * as nodeTest from 'poligon/node-test'
import * as playwright from 'poligon/playwright'
import * as vitest from 'poligon/vitest'
import vitestSetup from 'poligon/vitest/global-setup'

export const servers = [startMockServer({ port: 0 }), connect('http://127.0.0.1:10400')]
export const setups = [jestSetup({ rootDir: '.' }), jestTeardown(), vitestSetup]

export const { command } = playwright.webServer({ scenario: 'blank', failOnViolations: { allow: ['undocumented'] } })
playwright.test.use({ sandboxOptions: { records: { salesman: 200 }, now: '2024-03-01T09:00:00+03:00' } })
playwright.test('a test', async ({ sandbox, request }) => {
  playwright.expect((await request.get(sandbox.baseUrl('salesman'))).status()).toBe(402)
})

vitest.test.override({ sandboxOptions: { seed: 7, strict: true } })
vitest.test('a test', async ({ sandbox }) => {
  await sandbox.requests.verify({ operation: 'salesman client.add', times: 1 })
})

const box: vitest.Sandbox = jest.useSandbox({ profiles: { salesman: 'shipped' } })
nodeTest.useSandbox({ readings: { 'salesman.status': 'ok' } })
for (const { forEachReading } of [playwright, vitest, jest, nodeTest]) {
  forEachReading('salesman.status', { 'notes.empty': ['yes', 'no'] }, ({ reading, option }) => {
    console.log(reading, option, box.id)
  })
}

// @ts-expect-error: there is no such reading
vitest.forEachReading('salesman.nothing', () => {})
// @ts-expect-error: there is no such option
jest.useSandbox({ scenarios: 'blank' })
