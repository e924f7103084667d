import { join } from 'node:path'
import type { FullConfig, FullResult, Reporter } from '@playwright/test/reporter'
import type { CoverageOptions } from '../client/coverage-report.ts'
import { collectCoverage, concludeCoverage, tellByReporter } from './coverage.ts'

export type { CoverageOptions }

/**
 * Tells at the end of a run what of the documentation it tried.
 *
 * @example
 * // playwright.config.ts
 * reporter: [['list'], ['poligon/playwright-reporter', { cases: 80, file: 'poligon-coverage.md' }]]
 */
class CoverageReporter implements Reporter {
  readonly #options: CoverageOptions
  #folder = process.cwd()

  constructor({ cases, file }: CoverageOptions = {}) {
    this.#options = { cases, file }
    tellByReporter()
  }

  printsToStdio(): boolean {
    return false
  }

  onBegin({ configFile, rootDir }: FullConfig): void {
    this.#folder = configFile === undefined ? rootDir : join(configFile, '..')
  }

  async onEnd(): Promise<{ status?: FullResult['status'] }> {
    const folder = process.env.POLIGON_NOTES
    const report = folder === undefined ? undefined : collectCoverage(folder)
    const shortfall = concludeCoverage(report, this.#options, this.#folder)
    if (shortfall === null) return {}
    console.error(shortfall)
    return { status: 'failed' }
  }
}

export default CoverageReporter
