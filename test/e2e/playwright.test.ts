import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Project } from './project.ts'
import { promises, script } from './runner.ts'

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

promises({
  name: 'playwright',
  servers: 1,
  command: () => [script('@playwright/test/cli.js'), 'test'],
  saysWhereToLook(_, project) {
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
