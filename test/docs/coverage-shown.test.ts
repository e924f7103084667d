import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { salesman } from '../../src/apis/salesman/index.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { connect, coverageMarkdown, sayCoverage } from '../../src/index.ts'
import { serve } from '../support/server.ts'

const page = (name: string): string => readFileSync(join(packageRoot, name), 'utf8')

test('what the pages show of coverage is what a run with a client and its duplicate says', async () => {
  const server = await serve()
  const headers = salesman.account as Record<string, string>
  const add = { method: 'POST', path: '/developer/v3/client/add', headers, body: { title: 'ООО Ромашка' } }
  for (let i = 0; i < 2; i++) await server.send(add)
  const report = await (await connect(server.running.url)).coverage()
  const line = sayCoverage(report)
  expect(page('docs/coverage.md')).toContain(line)
  const [counts] = line.split('; not tried')
  expect(page('README.md')).toContain(counts)
  expect(page('README.ru.md')).toContain(counts)
  for (const shown of coverageMarkdown(report).split('\n').slice(0, 18))
    expect(page('docs/coverage.md')).toContain(shown)
})
