import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../src/apis/index.ts'
import { packageRoot } from '../src/package-root.ts'
import { type Example, serve } from './support/server.ts'

const examplesOf = (api: string): Example[] => {
  const file = join(packageRoot, 'schemas', api, 'examples.json')
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []
}

test('the folders of src/apis equal the list of APIs', () => {
  const folders = readdirSync(join(packageRoot, 'src/apis'), { withFileTypes: true }).filter(entry =>
    entry.isDirectory(),
  )
  expect(folders.map(({ name }) => name).sort()).toEqual(builtInApis.map(({ name }) => name).sort())
})

describe.each(builtInApis.map(api => [api.name, api] as const))('%s', async (name, api) => {
  const server = await serve()
  const examples = examplesOf(name)

  test('every example of the page, in its order, gets the answer of the page', async () => {
    for (const example of examples) {
      const { request, reply } = example
      const got = await server.send({ ...request, path: api.basePath + request.path })
      const said = `${example.operation}: ${example.docs}`
      expect({ said, status: got.status }).toEqual({ said, status: reply.status })
      if (reply.text !== undefined) expect(got.text).toBe(reply.text)
      if (reply.body !== undefined) expect(likeThePage(got.body, example)).toEqual(reply.body)
      if (reply.body !== undefined && !example.abridged)
        expect(keysOf(likeThePage(got.body, example))).toEqual(keysOf(reply.body))
      if (reply.headers) expect(got.headers).toMatchObject(reply.headers)
    }
  })

  test('every operation has a passage, a schema of what it answers, and an example', () => {
    for (const operation of api.operations) {
      expect(operation.docs).toMatch(new RegExp(`^${api.docs.replace('.', '\\.')}: .+`))
      expect(Object.keys(operation.replies).length).toBeGreaterThan(0)
      expect(examples.map(example => example.operation)).toContain(operation.id)
    }
  })
})

/** The answer without what varies, and without what an abridged example leaves out. */
function likeThePage(got: unknown, { varies = [], abridged, reply }: Example): unknown {
  const copy = structuredClone(got)
  for (const path of varies) {
    const names = path.split('.')
    const last = names.pop()!
    const holder = names.reduce<Record<string, unknown>>(
      (inner, key) => inner[key] as Record<string, unknown>,
      copy as Record<string, unknown>,
    )
    const printed = names.reduce<Record<string, unknown>>(
      (inner, key) => inner[key] as Record<string, unknown>,
      reply.body as Record<string, unknown>,
    )
    expect(typeof holder[last]).toBe(typeof printed[last])
    holder[last] = printed[last]
  }
  return abridged ? abridge(copy, reply.body) : copy
}

function abridge(got: unknown, printed: unknown): unknown {
  if (Array.isArray(got) && Array.isArray(printed))
    return got.map((item, i) => (i < printed.length ? abridge(item, printed[i]) : item))
  if (got === null || typeof got !== 'object' || printed === null || typeof printed !== 'object') return got
  return Object.fromEntries(
    Object.keys(printed).map(key => [
      key,
      abridge((got as Record<string, unknown>)[key], (printed as Record<string, unknown>)[key]),
    ]),
  )
}

function keysOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(keysOf)
  if (value === null || typeof value !== 'object') return null
  return Object.entries(value).map(([key, inner]) => [key, keysOf(inner)])
}
