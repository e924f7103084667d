import type { TestProject } from 'vitest/node'
import { handOver } from './handover.ts'
import { checkVersion } from './runner-version.ts'

/** Starts the server of the run, or takes the one that `POLIGON_URL` names. */
async function setup(project: TestProject): Promise<() => Promise<void>> {
  checkVersion('vitest', project.vitest.version)
  const { sweep, end } = await handOver(project.config.root)
  project.onTestsRerun(sweep)
  return end
}

export default setup
