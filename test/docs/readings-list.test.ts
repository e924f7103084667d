import { join } from 'node:path'
import { expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import type { Readings } from '../../src/core/api/readings.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'

test('forEachReading knows every reading: run “npm run docs”', async () => {
  const entries = builtInApis.flatMap(({ name, readings }) =>
    Object.entries(readings as Readings).map(([topic, { options }]) => line(`${name}.${topic}`, Object.keys(options))),
  )
  const text = [
    '// Generated from the APIs by “npm run docs”.',
    '',
    '/** Every reading of the five APIs and its options: test files need them at once, and without loading the server. */',
    'export const READINGS = {',
    ...entries,
    '} as const',
    '',
    'export type ReadingId = keyof typeof READINGS',
    '',
  ].join('\n')
  await expect(text).toMatchFileSnapshot(join(packageRoot, 'src/testing/readings.ts'))
})

/** As the formatter would have it. */
function line(id: string, options: readonly string[]): string {
  const short = `  '${id}': [${options.map(quoted).join(', ')}],`
  if (short.length <= 120) return short
  return [`  '${id}': [`, ...options.map(option => `    ${quoted(option)},`), '  ],'].join('\n')
}

const quoted = (text: string): string => `'${text}'`
