import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { median, say } from './say.ts'

/** What a suite of tests feels of the mock: its whole time, and the mock's part in it, milliseconds. */
export interface Felt {
  readonly name: string
  readonly total: number
  readonly mock: number
}

const TESTS = 1000

const REQUEST = `fetch(sandbox.baseUrl('webcanape') + '/client/123', { headers: { authorization: 'Bearer sandbox-key' } })`

/** A thousand tests, each of which begins with a reset and asks once; and the same without the mock. */
const RUNNERS: Readonly<Record<string, Runner>> = {
  Vitest: {
    bin: 'vitest/vitest.mjs',
    args: ['run'],
    config: [
      'vitest.config.mjs',
      `export default { test: { globalSetup: ['poligon/vitest/global-setup'], maxWorkers: 1 } }`,
    ],
    plain: ['vitest.config.mjs', 'export default { test: { maxWorkers: 1 } }'],
    file: 'suite.test.mjs',
    mocked: `import { expect } from 'vitest'
import { test } from 'poligon/vitest'
for (let n = 0; n < ${TESTS}; n++) test('t' + n, async ({ sandbox }) => expect((await ${REQUEST}).status).toBe(200))`,
    bare: `import { expect, test } from 'vitest'
for (let n = 0; n < ${TESTS}; n++) test('t' + n, async () => expect(200).toBe(200))`,
  },
  Playwright: {
    bin: '@playwright/test/cli.js',
    args: ['test'],
    config: [
      'playwright.config.mjs',
      `import { webServer } from 'poligon/playwright'
export default { webServer: webServer(), workers: 1, reporter: 'dot', testMatch: '*.spec.mjs' }`,
    ],
    plain: ['playwright.config.mjs', `export default { workers: 1, reporter: 'dot', testMatch: '*.spec.mjs' }`],
    file: 'suite.spec.mjs',
    mocked: `import { expect, test } from 'poligon/playwright'
for (let n = 0; n < ${TESTS}; n++) test('t' + n, async ({ sandbox }) => expect((await ${REQUEST}).status).toBe(200))`,
    bare: `import { expect, test } from '@playwright/test'
for (let n = 0; n < ${TESTS}; n++) test('t' + n, async () => expect(200).toBe(200))`,
  },
}

interface Runner {
  readonly bin: string
  readonly args: readonly string[]
  readonly config: readonly [file: string, text: string]
  readonly plain: readonly [file: string, text: string]
  readonly file: string
  readonly mocked: string
  readonly bare: string
}

/** A server in a process that has nothing loaded, and a thousand tests with a reset each. */
export async function suite(package_: string, rounds: number): Promise<Felt[]> {
  const folder = mkdtempSync(join(tmpdir(), 'poligon-suite-'))
  try {
    mkdirSync(join(folder, 'node_modules/@playwright'), { recursive: true })
    symlinkSync(package_, join(folder, 'node_modules/poligon'))
    for (const name of ['vitest', '@playwright/test'])
      symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(folder, 'node_modules', name))
    writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }')
    const found = [await started(folder, rounds)]
    for (const [name, runner] of Object.entries(RUNNERS)) {
      const [total, bare]: [number[], number[]] = [[], []]
      for (let round = 0; round < rounds; round++) {
        say(`suite: ${name}, round ${round + 1} of ${rounds}`)
        total.push(await timed(folder, runner, runner.config, runner.mocked))
        bare.push(await timed(folder, runner, runner.plain, runner.bare))
      }
      found.push({ name: `${TESTS} tests of ${name}`, total: median(total), mock: median(total) - median(bare) })
    }
    return found
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const require = createRequire(import.meta.url)

/** `startMockServer` in a process that has nothing loaded, beside a process that does nothing. */
async function started(folder: string, rounds: number): Promise<Felt> {
  const code = `import { startMockServer } from 'poligon'; await (await startMockServer({ port: 0 })).close()`
  const [total, bare]: [number[], number[]] = [[], []]
  for (let round = 0; round < rounds * 3; round++) {
    total.push(await elapsed(folder, ['--input-type=module', '-e', code]))
    bare.push(await elapsed(folder, ['--input-type=module', '-e', '']))
  }
  return {
    name: 'startMockServer, and its end, in a new process',
    total: median(total),
    mock: median(total) - median(bare),
  }
}

async function timed(
  folder: string,
  { bin, args, file }: Runner,
  [config, settings]: readonly [string, string],
  tests: string,
): Promise<number> {
  writeFileSync(join(folder, config), settings)
  writeFileSync(join(folder, file), tests)
  const milliseconds = await elapsed(folder, [join(folder, 'node_modules', bin), ...args])
  rmSync(join(folder, config))
  rmSync(join(folder, file))
  return milliseconds
}

function elapsed(cwd: string, args: readonly string[]): Promise<number> {
  const begun = performance.now()
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, { cwd, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) =>
      error ? reject(new Error(`${stdout}\n${stderr}`.slice(-2000))) : resolve(performance.now() - begun),
    )
  })
}
