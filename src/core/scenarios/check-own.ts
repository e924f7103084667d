import type { Api } from '../api/api.ts'
import { definitionError } from '../api/define-api.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { ScenarioFiles } from './files.ts'
import { sayScenarioFlaw } from './scenario-flaw.ts'

/**
 * Checks what a user's own APIs keep for scenarios and for tests: records, and faults that are ready to be arranged.
 *
 * @throws {Error} in one sentence, with API and place
 */
export async function checkOwn(apis: readonly Api[], scenarios: ScenarioFiles): Promise<void> {
  for (const api of apis) {
    const records = Object.entries(api.scenarios ?? {})
    const faults = Object.entries(api.faults ?? {})
    if (records.length + faults.length === 0) continue
    const { checkFault, checkScenario } = await import('./check.ts')
    for (const [name, data] of records) {
      const known = scenarios.shipped
      if (!known.includes(name))
        throw definitionError(
          api.name,
          `“scenarios” has ${JSON.stringify(name)}, which is not a scenario.${didYouMean(name, known)} Choose from ${known.join(', ')}`,
        )
      const [flaw] = await checkScenario({ empty: true, data: { [api.name]: data } }, [api], scenarios)
      if (flaw)
        throw definitionError(
          api.name,
          `scenario ${name}: ${sayScenarioFlaw({ ...flaw, path: flaw.path.slice(2) })}. Correct it`,
        )
    }
    for (const [name, ready] of faults) {
      const [flaw] = checkFault(ready?.fault, [api])
      if (flaw) throw definitionError(api.name, `fault ${name}: ${sayScenarioFlaw(flaw)}. Correct it`)
    }
  }
}
