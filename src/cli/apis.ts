import type { Api } from '../core/api/api.ts'
import { texts } from './language.ts'
import { meant, UsageError } from './usage.ts'

/** Every API, those of a config file too, or the one of this name. */
export async function chosen(name: string | undefined): Promise<readonly Api[]> {
  const [{ knownApis }, { loadConfig }] = await Promise.all([import('../known-apis.ts'), import('../config.ts')])
  const apis = knownApis((await loadConfig(undefined))?.apis)
  if (name === undefined) return apis
  const api = apis.find(candidate => candidate.name === name)
  if (api) return [api]
  const known = apis.map(candidate => candidate.name)
  throw new UsageError(texts.unknownApi(name, meant(name, known), known.join(', ')))
}
