import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../../src/core/lib/package-root.ts'

/** The environment of a process that does not find some packages. */
export const withoutPackages = (...names: string[]): Record<string, string> => ({
  NODE_OPTIONS: `--import ${pathToFileURL(join(packageRoot, 'test/support/without-package.mjs')).href}`,
  POLIGON_TEST_WITHOUT: names.join(','),
})
