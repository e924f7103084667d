import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { Project } from './project.ts'
import { COVERAGE, promises, script } from './runner.ts'

interface Suite {
  readonly suites?: readonly Suite[]
  readonly specs: readonly {
    readonly title: string
    readonly tests: readonly { readonly results: readonly Result[] }[]
  }[]
}
interface Result {
  readonly attachments: readonly { readonly name: string; readonly body?: string }[]
}

const runPlaywright = [script('@playwright/test/cli.js'), 'test']

promises({
  name: 'playwright',
  servers: 1,
  saysTwoFailed: '2 failed',
  command: () => runPlaywright,
  saysWhereToLook({ output }, project) {
    expect(output).toMatch(/Refused: POST \S+\/client\/add → 405: missing-title, salesman/)
    expect(attached(project, 'fails')).toMatchObject({
      'journal.json': [{ operation: 'client.add', status: 405 }],
      'changes.json': [],
      'violations.json': [],
      'bundle.json': {
        scenario: 'documented',
        requests: [{ operation: 'client.add', headers: { apikey: '$POLIGON_APIKEY' } }],
      },
      'requests.har': { log: { version: '1.2', entries: [{ response: { status: 405 } }] } },
    })
    expect(attached(project, 'breaks a rule')).toMatchObject({
      'violations.json': [{ rule: 'undocumented', at: 'body.nope', method: 'POST' }],
    })
    expect(attached(project, 'breaks an allowed rule')).toEqual({})
  },
})

const project = new Project('playwright')
afterAll(() => project.remove())

test.each([
  [0, 0],
  [99, 1],
])(
  'the reporter tells coverage once, and holds a minimum of %d %%',
  async (cases, code) => {
    const E2E_COVERAGE = JSON.stringify({ cases, file: 'coverage.json' })
    const outcome = await project.start(runPlaywright, { E2E_FILES: 'clients*', E2E_REPORTER: '1', E2E_COVERAGE }).done
    expect(outcome.code).toBe(code)
    expect(outcome.output.match(new RegExp(COVERAGE, 'gm'))).toHaveLength(1)
    expect(JSON.parse(project.read('coverage.json'))).toMatchObject({ apis: [{ name: 'salesman' }] })
  },
  40_000,
)

/** What the report of a run has attached to a test, by name. */
function attached(project: Project, title: string): Record<string, unknown> {
  const report: { suites: Suite[] } = JSON.parse(readFileSync(join(project.folder, 'report.json'), 'utf8'))
  const specs = report.suites.flatMap(function all({ specs, suites = [] }: Suite): Suite['specs'][number][] {
    return [...specs, ...suites.flatMap(all)]
  })
  const [result] = specs.find(spec => spec.title === title)!.tests[0]!.results
  const ours = result!.attachments.filter(({ name }) => /\.(json|har)$/.test(name))
  return Object.fromEntries(ours.map(({ name, body }) => [name, JSON.parse(Buffer.from(body!, 'base64').toString())]))
}
