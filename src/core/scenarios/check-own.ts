import type { Api } from '../api/define-api.ts'
import { undefinable } from '../api/definition.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { ScenarioFiles } from './files.ts'
import { sayScenarioFlaw } from './scenario-flaw.ts'

/**
 * Checks the records that a user's own APIs keep for shipped scenarios.
 *
 * @throws {Error} in one sentence, with API and place
 */
export async function checkOwnScenarios(apis: readonly Api[], scenarios: ScenarioFiles): Promise<void> {
  for (const api of apis) {
    for (const [name, records] of Object.entries(api.scenarios ?? {})) {
      const known = scenarios.shipped
      if (!known.includes(name))
        throw undefinable(
          api.name,
          `“scenarios” has ${JSON.stringify(name)}, which is not a scenario.${didYouMean(name, known)} Known are ${known.join(', ')}`,
        )
      const { checkScenario } = await import('./check.ts')
      const [flaw] = await checkScenario({ empty: true, data: { [api.name]: records } }, [api], scenarios)
      if (flaw)
        throw undefinable(
          api.name,
          `scenario ${name}: ${sayScenarioFlaw({ ...flaw, path: flaw.path.slice(2) })}. Correct it`,
        )
    }
  }
}
