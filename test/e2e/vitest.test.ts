import { afterAll, beforeEach, expect, test } from 'vitest'
import { Project } from './project.ts'
import { COVERAGE, expectLine, promises, script } from './runner.ts'

const runVitest = [script('vitest/vitest.mjs'), 'run']

promises({
  name: 'vitest',
  servers: 1,
  saysTwoFailed: '2 failed',
  command: () => runVitest,
  saysWhereToLook: expectLine,
})

const project = new Project('vitest')
beforeEach(() => project.forgetNotes())
afterAll(() => project.remove())

test('a rerun in watch mode starts clean on the same server, which goes with the last', async () => {
  const { code } = await project.start(['watch.js'], { E2E_FILES: 'clients*' }).done
  const notes = project.notes()
  expect(code).toBe(0)
  expect(notes.map(({ status }) => status)).toEqual([
    ...Array.from({ length: 6 }, () => 200),
    undefined,
    ...Array.from({ length: 6 }, () => 200),
    undefined,
  ])
  expect(new Set(notes.slice(0, -1).map(({ url }) => url)).size).toBe(1)
  expect(notes.at(-1)).not.toHaveProperty('url')
  expect(project.processes()).toEqual([])
}, 40_000)

test('worker threads are served as processes are', async () => {
  const { code } = await project.start(runVitest, { E2E_FILES: 'clients*', E2E_POOL: 'threads' }).done
  expect(code).toBe(0)
  expect(project.notes().map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
}, 40_000)

test.each([
  [0, 0],
  [99, 1],
])(
  'the reporter tells coverage once, and holds a minimum of %d %%',
  async (cases, code) => {
    const reporter = JSON.stringify({ cases, file: 'coverage.json' })
    const outcome = await project.start(runVitest, { E2E_FILES: 'clients*', E2E_REPORTER: reporter }).done
    expect(outcome.code).toBe(code)
    expect(outcome.output.match(new RegExp(COVERAGE, 'gm'))).toHaveLength(1)
    expect(JSON.parse(project.read('coverage.json'))).toMatchObject({ apis: [{ name: 'salesman' }] })
  },
  40_000,
)

test('the config’s options hold for every test', async () => {
  const { code } = await project.start(runVitest, { E2E_FILES: 'clients*', E2E_OPTIONS: '{ "scenario": "empty" }' })
    .done
  expect(code).toBe(1)
  expect(project.notes().map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 401))
}, 40_000)

test('concurrent tests are told that they share a sandbox', async () => {
  const { code, output } = await project.start(runVitest, { E2E_FILES: 'concurrent*' }).done
  expect(code).toBe(1)
  expect(output).toContain('Cannot begin “second”: “first” is under way in the same sandbox.')
}, 40_000)
