import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Connection } from '../client/connection.ts'
import {
  type CoverageOptions,
  coverageJson,
  coverageMarkdown,
  coverageShortfall,
  sayCoverage,
} from '../client/coverage-report.ts'
import type { CoverageReport } from '../client/types.ts'

/** Who tells of the coverage of a run, where it is not the runner's own setup: a reporter. */
const TELLER = 'POLIGON_COVERAGE'

export const tellByReporter = (): void => void (process.env[TELLER] = 'reporter')
export const isToldByReporter = (): boolean => process.env[TELLER] === 'reporter'

/** What of the documentation a run tried; undefined where its server is gone. */
export const askCoverage = (connection: Connection, run: string): Promise<CoverageReport | undefined> =>
  connection.ask<CoverageReport>('/coverage', { query: { sandbox: `run-${run}-*` } }).catch(() => undefined)

/**
 * Tells of a run's coverage: one line, and a report where one is asked for.
 *
 * @param folder where its file lies
 * @returns what the run falls short of; null where it does not
 */
export function concludeCoverage(
  report: CoverageReport | undefined,
  options: CoverageOptions = {},
  folder = process.cwd(),
): string | null {
  if (!report) return null
  const isAskedFor = options.cases !== undefined || options.file !== undefined
  if (report.apis.length > 0 || report.unmatched > 0 || isAskedFor) process.stdout.write(`${sayCoverage(report)}\n`)
  if (options.file !== undefined) {
    const file = resolve(folder, options.file)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, file.endsWith('.json') ? coverageJson(report) : coverageMarkdown(report))
  }
  return coverageShortfall(report, options)
}

// ——— Where the server is gone before anybody may tell: each worker leaves what the run had tried by its end ———

const fileOf = (folder: string, worker: string): string => join(folder, `${worker}.json`)

export function leaveCoverage(folder: string, worker: string, report: CoverageReport): void {
  mkdirSync(folder, { recursive: true })
  writeFileSync(fileOf(folder, worker), JSON.stringify(report))
}

/** What the workers of a run left, and takes it away. What is tried only grows: the fullest is the last. */
export function collectCoverage(folder: string): CoverageReport | undefined {
  let reports: CoverageReport[]
  try {
    reports = readdirSync(folder).map(name => JSON.parse(readFileSync(join(folder, name), 'utf8')))
  } catch {
    return undefined
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return reports.sort((a, b) => seenIn(b) - seenIn(a))[0]
}

const seenIn = ({ apis, faults, unmatched, violations }: CoverageReport): number =>
  apis.reduce(
    (sum, { operations, cases, readings, parameters }) => {
      const options = readings.options.reduce((all, { seen }) => all + seen.length, 0)
      return sum + operations.seen + cases.seen + parameters.seen + options
    },
    unmatched + faults.armed + faults.struck + Object.values(violations).reduce((all, count) => all + count, 0),
  )
