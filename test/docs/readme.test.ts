import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { serve } from '../support/server.ts'

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
const server = await serve({ records: undefined })

/** The requests of the tour, and the shortened answer that the README prints below each. */
const tour = [...readme.matchAll(/^curl (.+)\n# (\d+) (.+)$/gm)].map(([, line, status, body]) => ({
  ...requestOf(line!),
  gets: { status: Number(status), body: JSON.parse(body!) },
}))

test('each request of the README’s tour, in its order, gets the answer that it prints', async () => {
  expect(tour.length).toBeGreaterThanOrEqual(5)
  for (const { gets, ...send } of tour) expect(await server.send(send)).toMatchObject(gets)
  expect(server.stored('salesman', 'clients', 6274)).toBeUndefined()
})

/** What a line of `curl` sends. */
function requestOf(line: string) {
  const words = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!)
  const valuesOf = (flag: string): string[] => words.filter((_, i) => words[i - 1] === flag)
  const url = new URL(words.find(word => word.startsWith('http://'))!)
  return {
    method: valuesOf('-X')[0] ?? 'GET',
    path: url.pathname + url.search,
    headers: Object.fromEntries(valuesOf('-H').map(header => header.split(': ') as [string, string])),
    body: valuesOf('-d')[0],
  }
}
