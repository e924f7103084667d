import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const root = join(packageRoot, 'schemas')
const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
  file => file.endsWith('.json') && !/\b(examples|cases)\.json$/.test(file),
)

const draft07 = new Ajv()
const draft2020 = new Ajv2020()

test.each(files)('%s is a JSON Schema', file => {
  const schema = JSON.parse(readFileSync(join(root, file), 'utf8'))
  const ajv = String(schema.$schema).includes('draft-07') ? draft07 : draft2020
  expect(ajv.validateSchema(schema) || ajv.errors).toBe(true)
})
