import { Connection } from '../client/connection.ts'
import { loadConfig } from '../config.ts'
import { askCoverage, concludeCoverage, isToldByReporter } from './coverage.ts'
import { newRunName, setEnvironment } from './environment.ts'
import { startProcess } from './server.ts'

/** The server of a test run, handed over to the processes that run the tests. */
export interface HandedOver {
  /** Drops what sandboxes are left of the run. */
  sweep(): Promise<void>
  /**
   * Ends the server where the run started it, takes the variables away, and tells of the run's coverage.
   *
   * @throws {Error} where it is below the minimum that the config asks for
   */
  end(): Promise<void>
}

let current: { readonly handed: Promise<HandedOver>; users: number } | undefined

/**
 * Starts a server for the tests of this run, or takes the one that `POLIGON_URL` names. Several projects of one run
 * share it.
 *
 * @param folder where `mock-server.config.*` is looked for
 * @param runner the process, beside this one, that the server must not outlive
 */
export async function handOver(folder: string, runner?: number): Promise<HandedOver> {
  current ??= { handed: begin(folder, runner), users: 0 }
  const shared = current
  shared.users++
  const handed = await shared.handed.catch(error => {
    current = undefined
    throw error
  })
  return {
    sweep: handed.sweep,
    async end() {
      if (--shared.users > 0) return
      current = undefined
      await handed.end()
    },
  }
}

async function begin(folder: string, runner?: number): Promise<HandedOver> {
  const coverage = (await loadConfig(undefined, folder))?.coverage
  const run = newRunName()
  const given = process.env.POLIGON_URL
  const started = given ? undefined : await startProcess({ while: runner }, folder)
  const token = started ? started.adminToken : process.env.POLIGON_TOKEN
  const url = started?.url ?? given!
  const restore = setEnvironment({
    POLIGON_URL: url,
    POLIGON_TOKEN: token || undefined,
    POLIGON_SERVER: started?.runId ?? process.env.POLIGON_SERVER,
    POLIGON_RUN: run,
  })
  const connection = new Connection(url, token || null)
  const sweep = (): Promise<void> => dropAll(connection, `run-${run}-`)
  return {
    sweep,
    async end() {
      const report = isToldByReporter() ? undefined : await askCoverage(connection, run)
      restore()
      await (started ? started.end() : sweep())
      const shortfall = concludeCoverage(report, coverage, folder)
      if (shortfall === null) return
      // Vitest prints what its teardown throws, and passes.
      process.exitCode = 1
      throw new Error(shortfall)
    },
  }
}

/** Drops the sandboxes whose names begin so; what is gone already is no fault. */
async function dropAll(connection: Connection, prefix: string): Promise<void> {
  const { sandboxes } = await connection
    .ask<{ sandboxes: { id: string }[] }>('/sandboxes')
    .catch(() => ({ sandboxes: [] }))
  const left = sandboxes.filter(({ id }) => id.startsWith(prefix))
  await Promise.allSettled(left.map(({ id }) => connection.ask(`/sandboxes/${id}`, { method: 'DELETE' })))
}
