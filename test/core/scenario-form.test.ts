import { rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { ErrorObject, ValidateFunction } from 'ajv'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { compileFormsAhead, type Formed, formOf } from '../../src/core/scenarios/scenario-form.ts'

// Where the package finds ajv, as the built file does.
const file = join(packageRoot, 'node_modules', `.scenario-form-${process.pid}.cjs`)
writeFileSync(file, compileFormsAhead())
afterAll(() => rmSync(file))
const ahead = createRequire(import.meta.url)(file) as Record<Formed, ValidateFunction>

const places = (errors: ErrorObject[] | null | undefined) =>
  (errors ?? []).map(({ instancePath, keyword, params, data, propertyName }) => ({
    ...{ instancePath, keyword, params, data, propertyName },
  }))

test.each<[Formed, unknown, number]>([
  ['document', { extends: 'blank', data: { salesman: { clients: [{ title: 'A' }] } } }, 0],
  ['document', { extend: 'blank', records: 'many', readings: { a: 1 } }, 2],
  ['document', { faults: [{ match: { operation: 7 }, status: 99 }, { times: -1 }] }, 3],
  ['document', [], 1],
  ['fault', { match: { api: 'salesman' }, status: 500, headers: { 'x y': 'a' } }, 1],
  ['fault', { delay: 'long', times: 1.5 }, 2],
  ['fault', { status: 503 }, 0],
])('a %s is found the same by what the build compiles: %j', (what, value, least) => {
  const now = formOf(what)
  expect(ahead[what](value)).toBe(now(value))
  expect(places(ahead[what].errors)).toEqual(places(now.errors))
  expect(places(now.errors).length).toBeGreaterThanOrEqual(least)
  expect(least > 0 || now(value)).toBe(true)
})
