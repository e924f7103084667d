import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import type { Readings } from '../../src/core/api/readings.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'

test('the types know every API, operation, scenario and reading: run “npm run docs”', async () => {
  const quoted = (text: string): string => `'${text}'`
  /** As the formatter would have it. */
  const union = (name: string, about: string, names: readonly string[]): string[] => {
    const all = [...new Set(names)].map(quoted)
    const short = `export type ${name} = ${all.join(' | ')}`
    const lines = short.length <= 120 ? [short] : [`export type ${name} =`, ...all.map(one => `  | ${one}`)]
    return [`/** ${about} */`, ...lines, '']
  }
  const operations = builtInApis.flatMap(({ name, operations }) => operations.map(({ id }) => [name, id] as const))
  const readings = builtInApis.flatMap(({ name, readings }) =>
    Object.entries(readings as Readings).map(
      ([topic, { options }]) => `  '${name}.${topic}': ${Object.keys(options).map(quoted).join(' | ')}`,
    ),
  )
  const scenarios = readdirSync(join(packageRoot, 'scenarios')).map(file => file.replace(/\.(ya?ml|json)$/, ''))
  const text = [
    '// Generated from the APIs by “npm run docs”.',
    '',
    ...union(
      'BuiltInApi',
      'The five APIs.',
      builtInApis.map(({ name }) => name),
    ),
    ...union('BuiltInOperation', 'Their operations, with the name of the API and without.', [
      ...operations.map(([api, id]) => `${api} ${id}`),
      ...operations.map(([, id]) => id),
    ]),
    ...union('BuiltInScenario', 'The scenarios that come with the package.', scenarios.sort()),
    '/** Their readings, each with its options. */',
    'export interface BuiltInReadings {',
    ...readings,
    '}',
    '',
  ].join('\n')
  await expect(text).toMatchFileSnapshot(join(packageRoot, 'src/client/built-in-names.ts'))
})
