import type { Api } from '../api/api.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'

/** What is wrong with a name that is to be an API's. */
export function unknownApi(name: string, apis: readonly Api[], path: Path): ScenarioFlaw[] {
  if (apis.some(api => api.name === name)) return []
  return [{ path, message: `is not an API; choose from ${apis.map(api => api.name).join(', ')}` }]
}
