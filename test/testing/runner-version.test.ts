import { expect, test } from 'vitest'
import { checkVersion, isAtLeast } from '../../src/testing/runner-version.ts'

test.each([
  [
    'vitest',
    '2.1.9',
    'Cannot use Vitest 2.1.9: poligon needs Vitest 3.0 or later. Update it: npm install --save-dev vitest@latest.',
  ],
  [
    '@playwright/test',
    '1.49.1',
    'Cannot use Playwright 1.49.1: poligon needs Playwright 1.50 or later. Update it: npm install --save-dev @playwright/test@latest.',
  ],
  [
    '@jest/globals',
    '28.1.3',
    'Cannot use Jest 28.1.3: poligon needs Jest 29.0 or later. Update it: npm install --save-dev jest@latest.',
  ],
] as const)('an old %s %s is refused in words', (runner, version, words) => {
  expect(() => checkVersion(runner, version)).toThrow(words)
})

test.each([
  ['vitest', '3.0.0'],
  ['vitest', '5.1.2'],
  ['@playwright/test', '1.50.0'],
  ['@jest/globals', '29.0.0'],
] as const)('%s %s is taken', (runner, version) => {
  expect(() => checkVersion(runner, version)).not.toThrow()
})

test('versions are compared as numbers', () => {
  expect([isAtLeast('1.9.0', [1, 50]), isAtLeast('1.100.0', [1, 57]), isAtLeast('10.0.0', [3, 0])]).toEqual([
    false,
    true,
    true,
  ])
})
