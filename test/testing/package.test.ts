import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const manifest = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8'))

test('neither a test runner nor prom-client nor pg comes along: each is the user’s own, and optional', () => {
  expect(Object.keys(manifest.dependencies).filter(name => /jest|playwright|vitest/.test(name))).toEqual([])
  expect(Object.keys(manifest.peerDependencies)).toEqual([
    '@jest/globals',
    '@playwright/test',
    'pg',
    'prom-client',
    'vitest',
  ])
  for (const name of Object.keys(manifest.peerDependencies)) {
    expect(manifest.peerDependenciesMeta[name]).toEqual({ optional: true })
  }
})
