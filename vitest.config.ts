import { fileURLToPath } from 'node:url'
import { configDefaults, defineConfig } from 'vitest/config'

/** What starts processes, takes its time, or tries what was built. */
const SLOW = [
  'test/{cli,e2e,fuzz,unbreakable}/**',
  'test/docs/snippets*',
  'test/core/{persistence,persistence-kill,prepared}*',
]

/** What installs from the registry: `npm run test:packed`. */
const PACKED = 'test/packed/**'

/** What opens a browser on the dashboard: `npm run test:dashboard`. */
const DASHBOARD = 'test/dashboard/**'

/** What starts a PostgreSQL: `npm run test:shared`. */
const SHARED = 'test/shared/**'

/** Of `--mode` projects learn nothing by themselves. */
const asked = process.argv.indexOf('--mode')
const mode = asked < 0 ? 'test' : process.argv[asked + 1]!

export default defineConfig({
  // The package by its own name is its source, not what was built last.
  resolve: {
    alias: [
      { find: /^poligon$/, replacement: fileURLToPath(new URL('src/index.ts', import.meta.url)) },
      { find: /^poligon\/fixtures$/, replacement: fileURLToPath(new URL('fixtures/fixtures.ts', import.meta.url)) },
      { find: /^poligon\/testkit$/, replacement: fileURLToPath(new URL('src/testkit/testkit.ts', import.meta.url)) },
    ],
  },
  test: {
    testTimeout: 20_000,
    // A busy machine is late, not wrong.
    expect: { poll: { timeout: 10_000 } },
    maxWorkers: '100%',
    env: { TEST_MODE: mode },
    projects: [
      {
        extends: true,
        test: {
          name: 'fast',
          // Examples whose tests need no built package.
          include: ['test/**/*.test.ts', 'examples/{orders,methods,hal}/*.test.ts'],
          exclude: [...configDefaults.exclude, ...SLOW, PACKED, DASHBOARD, SHARED],
          pool: 'threads',
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'slow',
          include: SLOW.map(files => `${files}.test.ts`),
          sequence: { groupOrder: 1 },
          globalSetup: 'test/support/build.ts',
        },
      },
      ...[DASHBOARD, SHARED].map(files => ({
        extends: true as const,
        test: {
          name: files.split('/')[1]!,
          include: [`${files}.test.ts`],
          globalSetup: 'test/support/build.ts',
        },
      })),
      {
        extends: true,
        test: {
          name: 'packed',
          include: [`${PACKED}.test.ts`],
          // Whole folders of node_modules are removed.
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
          globalSetup: 'test/support/build.ts',
        },
      },
    ],
  },
})
