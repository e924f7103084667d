import { Connection } from '../client/connection.ts'
import type { CoverageOptions } from '../client/coverage-report.ts'
import { askCoverage, concludeCoverage, tellByReporter } from './coverage.ts'

export type { CoverageOptions }

/**
 * Tells at the end of a run what of the documentation it tried; in watch mode at the end of each.
 *
 * @example
 * // vitest.config.ts
 * test: { reporters: ['default', ['poligon/vitest-reporter', { cases: 80, file: 'poligon-coverage.md' }]] }
 */
class CoverageReporter {
  readonly #options: CoverageOptions
  #folder = process.cwd()

  constructor(options: CoverageOptions = {}) {
    this.#options = options
  }

  onInit({ config }: { readonly config: { readonly root: string } }): void {
    this.#folder = config.root
    tellByReporter()
  }

  async onTestRunEnd(): Promise<void> {
    const { POLIGON_URL: url, POLIGON_TOKEN: token, POLIGON_RUN: run } = process.env
    if (!url || !run) return
    const report = await askCoverage(new Connection(url, token || null), run)
    const shortfall = concludeCoverage(report, this.#options, this.#folder)
    if (shortfall === null) return
    console.error(shortfall)
    process.exitCode = 1
  }
}

export default CoverageReporter
