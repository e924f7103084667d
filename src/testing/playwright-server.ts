import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { PlaywrightTestConfig } from '@playwright/test'
import { withoutSlashes } from '../client/connection.ts'
import type { CoverageOptions } from '../client/coverage-report.ts'
import { coverageFault } from '../config.ts'
import { collectCoverage, concludeCoverage, isToldByReporter } from './coverage.ts'
import { newRunName } from './environment.ts'
import { checkVersion, installedVersion, isAtLeast } from './runner-version.ts'
import { entry, type ProcessOptions } from './server.ts'
import type { TestSandboxOptions } from './worker-sandbox.ts'

/** The server's own options, and what every test of the run begins with. */
export interface WebServerOptions
  extends Omit<NonNullable<ProcessOptions['options']>, keyof TestSandboxOptions>,
    TestSandboxOptions {
  /** What the run asks of its coverage. */
  coverage?: CoverageOptions
}

type WebServer = Exclude<NonNullable<PlaywrightTestConfig['webServer']>, readonly unknown[]>

/**
 * The mock server for `playwright.config.ts`, on a free port: Playwright starts it, hands its address over to the tests
 * as `POLIGON_URL`, and ends it. Where `POLIGON_URL` is set already that server is used, and not ended.
 *
 * @param options scenario, seed, records, readings… as `startMockServer` has them, `failOnViolations` and
 *   `coverage`, a minimum and a report
 * @example
 * export default defineConfig({ webServer: webServer({ scenario: 'blank' }) })
 */
export function webServer({ failOnViolations, coverage, ...options }: WebServerOptions = {}): WebServer {
  checkVersion('@playwright/test')
  const given = isGiven()
  if (!isWorker()) tellAtExit(coverage)
  const { scenario, seed, records, now, frozen, timezone, profiles, readings, strict } = options
  // A server of our own starts every sandbox so already, from a scenario file too, which a sandbox cannot name.
  const start = given ? { scenario, seed, records, now, frozen, timezone, profiles, readings, strict } : {}
  if (!isWorker()) process.env.POLIGON_SANDBOX = JSON.stringify({ ...start, failOnViolations })
  return given ? attached(process.env.POLIGON_URL!) : started({ options })
}

function started(asked: ProcessOptions): WebServer {
  const command = `"${process.execPath}" "${entry}"`
  const env = (options: ProcessOptions): Record<string, string> => ({ POLIGON_PROCESS: JSON.stringify(options) })
  if (isAtLeast(installedVersion('@playwright/test'), [1, 57])) {
    // Playwright sets the environment variables that the groups name.
    const stdout =
      /"url":"(?<poligon_url>[^"]+)","runId":"(?<poligon_server>[^"]+)","adminToken":"(?<poligon_token>[^"]*)"/
    return { name: 'poligon', command, env: env(asked), wait: { stdout } }
  }
  // An older one takes nothing from a server's output: address and token are chosen here, once for all readings of the
  // config.
  const { port, host, adminToken } = asked.options ?? {}
  const url = (process.env.POLIGON_URL ??= `http://127.0.0.1:${port || freePort()}`)
  const token = adminToken ?? (host && (process.env.POLIGON_TOKEN || randomBytes(24).toString('base64url')))
  if (token) process.env.POLIGON_TOKEN = token
  const options = { ...asked.options, port: Number(new URL(url).port), ...(token && { adminToken: token }) }
  return { command, env: env({ ...asked, options }), url: `${url}/__admin/health`, reuseExistingServer: false }
}

const freePort = (): string =>
  execFileSync(process.execPath, [
    '-e',
    "const server = require('node:net').createServer().listen(0, '127.0.0.1', () => { console.log(server.address().port); server.close() })",
  ])
    .toString()
    .trim()

let asked: CoverageOptions | undefined
let isTelling = false

/** The server is gone when Playwright's own end of a run comes: what the workers left is told when the process ends. */
function tellAtExit(coverage: CoverageOptions | undefined): void {
  const fault = coverage === undefined ? null : coverageFault(coverage)
  if (fault) throw new Error(`Cannot use the option coverage of webServer: it ${fault}. Fix it, or leave it out.`)
  asked = coverage
  process.env.POLIGON_NOTES = join(tmpdir(), `poligon-run-${process.env.POLIGON_RUN}`)
  if (isTelling) return
  isTelling = true
  process.once('exit', () => {
    const report = collectCoverage(process.env.POLIGON_NOTES!)
    if (isToldByReporter()) return
    const shortfall = concludeCoverage(report, asked)
    if (shortfall === null) return
    console.error(shortfall)
    process.exitCode = 1
  })
}

const attached = (url: string): WebServer => ({
  name: 'poligon',
  command: `echo Cannot reach the mock server at ${new URL(url).origin}, which POLIGON_URL names. Start it, or unset POLIGON_URL. >&2 && exit 1`,
  url: `${withoutSlashes(url)}/__admin/health`,
  reuseExistingServer: true,
})

/**
 * Whether someone set `POLIGON_URL` before the run. Playwright reads the config several times, in its workers too, and
 * also when the variable is there because we set it.
 */
function isGiven(): boolean {
  const [owner, how] = (process.env.POLIGON_OWNER ?? '').split(':')
  if (owner === String(process.pid) || isWorker()) return how === 'given'
  const given = Boolean(process.env.POLIGON_URL)
  process.env.POLIGON_OWNER = `${process.pid}:${given ? 'given' : 'own'}`
  process.env.POLIGON_RUN = newRunName()
  return given
}

const isWorker = (): boolean => process.env.POLIGON_OWNER?.split(':')[0] === String(process.ppid)
