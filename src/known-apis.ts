import { builtInApis } from './apis/index.ts'
import type { Api, ApiDefinition } from './core/api/define-api.ts'
import { defineApi, undefinable } from './core/api/definition.ts'
import { didYouMean } from './core/lib/nearest.ts'

/**
 * The built-in APIs and a user's own, which may stand in the place of some.
 *
 * @throws {Error} where something of them is wrong, or a name is taken
 */
export function knownApis(given: readonly ApiDefinition[] = []): readonly Api[] {
  return joined(given.map(defineApi))
}

/** The same of APIs that are defined. */
export function joined(own: readonly Api[]): readonly Api[] {
  for (const api of own) checkName(api, own)
  const replaced = own.map(({ replaces }) => replaces)
  return [...builtInApis.filter(({ name }) => !replaced.includes(name)), ...own]
}

function checkName(api: Api, own: readonly Api[]): void {
  const { name, replaces } = api
  const builtIn = builtInApis.map(other => other.name)
  if (replaces !== undefined && !builtIn.includes(replaces))
    throw undefinable(
      name,
      `it replaces ${JSON.stringify(replaces)}, which is not a built-in API.${didYouMean(replaces, builtIn)} Choose from ${builtIn.join(', ')}`,
    )
  const others = own.filter(other => other !== api)
  if (others.some(other => other.name === name))
    throw undefinable(name, 'another API in “apis” has this name. Rename one')
  if (others.some(other => replaces !== undefined && other.replaces === replaces))
    throw undefinable(name, `another API in “apis” replaces ${replaces} too. Leave one out`)
  if (builtIn.includes(name) && !own.some(other => other.replaces === name))
    throw undefinable(
      name,
      `a built-in API has this name. Rename yours, or give it replaces: ${JSON.stringify(name)} to serve it in that one's place`,
    )
}

/**
 * Checks that no two APIs that are served have one base path.
 *
 * @param served the built-in first
 */
export function refuseTakenPaths(served: readonly Api[]): void {
  for (const [at, api] of served.entries()) {
    const other = served.slice(0, at).find(({ basePath, scope }) => basePath === api.basePath && scope === api.scope)
    if (!other) continue
    const isBuiltIn = builtInApis.includes(other)
    const wayOut = isBuiltIn
      ? `Choose another, give it replaces: '${other.name}', or leave ${other.name} out of “api”`
      : 'Choose another'
    throw undefinable(
      api.name,
      `base path ${JSON.stringify(api.basePath)} is taken by ${isBuiltIn ? 'the built-in API' : 'API'} ${other.name}. ${wayOut}`,
    )
  }
}
