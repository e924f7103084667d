import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../src/apis/index.ts'
import type { Readings } from '../src/core/api/readings.ts'
import { packageRoot } from '../src/core/lib/package-root.ts'
import { caseExamplesOf } from '../src/core/openapi/case-examples.ts'
import { Validation } from '../src/core/validation/validation.ts'
import { differencesOf } from '../src/testkit/example.ts'
import { conformance } from '../src/testkit/testkit.ts'
import { codesIn, type Provoked, prepare, provokedCases, requestsFor, says } from './support/case-examples.ts'
import { examplesOf } from './support/examples.ts'
import { answerTo, BODIES, UNKNOWN } from './support/refusals.ts'
import { type Got, serve } from './support/server.ts'

test('the folders of src/apis equal the list of APIs', () => {
  const folders = readdirSync(join(packageRoot, 'src/apis'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  )
  expect(folders.map(({ name }) => name).sort()).toEqual(builtInApis.map(({ name }) => name).sort())
})

describe.each(builtInApis.map(api => [api.name, api] as const))('%s', async (name, api) => {
  const server = await serve()
  const examples = examplesOf(name)

  test.each(conformance(api, { examples }))('$title', ({ check }) => check())

  test('every operation has a passage, a schema of what it answers, and an example', () => {
    for (const operation of api.operations) {
      expect(operation.docs).toMatch(new RegExp(`^${api.docs.replace('.', '\\.')}: .+`))
      expect(Object.keys(operation.replies).length).toBeGreaterThan(0)
      expect(examples.map(example => example.operation)).toContain(operation.id)
    }
  })

  const validation = new Validation(join(packageRoot, 'schemas'))
  const rows = caseExamplesOf(validation, name)
  const cases = provokedCases(api, rows)

  test('every documented case has a passage and an example, and every example is of one', () => {
    for (const { documented } of cases) expect(documented.docs).toMatch(new RegExp(`^${api.docs}: .+`))
    expect(cases.filter(({ example }) => !example).map(sayCase)).toEqual([])
    const used = new Set(cases.map(({ example }) => example))
    expect(rows.filter(row => !used.has(row))).toEqual([])
  })

  test.each(cases.map(provoked => [sayCase(provoked), provoked] as const))(
    '%s: its example gets it, and the journal names it',
    async (_, provoked) => {
      const { operation, documented, example } = provoked
      prepare(server, api, provoked)
      let got: Got | undefined
      for (const request of requestsFor(provoked, examples))
        got = await server.send({ ...request, path: api.basePath + request.path })
      const { status, text, body } = got!
      expect({ status, text }).toEqual({ status: documented.status, text })
      expect({ text, says: says(body, documented) }).toEqual({ text, says: true })
      if (documented.code !== undefined) expect(codesIn(body)).toContain(documented.code)
      expect([...differencesOf(got!, example!)]).toEqual([])
      expect(text === '').toBe(example!.reply.body === undefined)
      const entry = server.box.journal.entries().at(-1)!
      expect(entry).toMatchObject({ operation, case: documented })
    },
  )

  const isOwnRefusal = (got: Got): boolean => validation.check(api.error, got.body, 'body').flaws.length === 0
  const inScope = (path: string): string => `${api.basePath}${api.scope ?? ''}${path}`

  test.each([
    ['an unknown path', { path: inScope('/no/such/path') }, UNKNOWN[name]![0]],
    ['an unknown path with a broken encoding', { path: inScope('/%E0%A4%A') }, UNKNOWN[name]![1]],
    ['an unknown method', { method: 'PROPFIND', path: inScope('/no') }, UNKNOWN[name]![2]],
  ])('%s is answered in its own envelope, and nothing changes', async (_, request, status) => {
    const before = server.box.world
    const got = await server.send(request)
    expect(got.headers['content-type']).not.toContain('problem')
    expect({ status: got.status, refused: isOwnRefusal(got) }).toEqual({ status, refused: true })
    expect(server.box.world).toBe(before)
  })

  test.each(BODIES)(
    '%s as a body is refused in its own envelope, or taken for an empty one',
    async (what, body, headers) => {
      const withBody = examples.filter(({ request }) => request.body !== undefined)
      for (const { operation, request } of withBody) {
        await server.reset()
        const got = await server.send({
          ...request,
          path: api.basePath + request.path,
          body,
          headers: { ...request.headers, ...headers },
        })
        const refused = isOwnRefusal(got)
        expect({ operation, status: got.status, refused }).toEqual({ operation, ...answerTo(what, name, operation) })
        expect(got.headers['content-type'] ?? '').not.toContain('problem')
        expect(got.text).not.toMatch(/\.ts:\d|\.js:\d|node_modules| at .+\(/)
      }
      expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    },
  )

  test('every reading is tested in each of its options', () => {
    const tests = testSources()
    const untested = Object.entries(api.readings as Readings).flatMap(([topic, reading]) =>
      Object.keys(reading.options)
        .filter(option => option !== reading.default)
        .filter(
          option =>
            !new RegExp(`${name}\\.${topic}['"]?\\s*[:=,]\\s*['"]?${option.replace(/[+.]/g, '\\$&')}\\b`).test(tests),
        )
        .map(option => `${name}.${topic}=${option}`),
    )
    expect(untested).toEqual([])
  })
})

const sayCase = ({ operation, documented }: Provoked): string => `${operation ?? 'no operation'} ${documented.id}`

/** The text of every test, to look for what they speak of. */
function testSources(): string {
  const folder = join(packageRoot, 'test')
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(file => /\.(ts|json)$/.test(file))
  return files.map(file => readFileSync(join(folder, file), 'utf8')).join('\n')
}
