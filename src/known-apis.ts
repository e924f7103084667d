import { builtInApis } from './apis/index.ts'
import { type Api, type ApiDefinition, basePathsOf } from './core/api/api.ts'
import { defineApi, definitionError } from './core/api/define-api.ts'
import { fullPathsOf } from './core/api/route.ts'
import { didYouMean } from './core/lib/nearest.ts'

/**
 * The built-in APIs and a user's own, which may stand in the place of some.
 *
 * @throws {Error} where something of them is wrong, or a name is taken
 */
export function knownApis(given: readonly ApiDefinition[] = []): readonly Api[] {
  return withBuiltIn(given.map(defineApi))
}

/** The same of APIs that are defined. */
export function withBuiltIn(own: readonly Api[]): readonly Api[] {
  for (const api of own) checkName(api, own)
  const replaced = own.map(({ replaces }) => replaces)
  return [...builtInApis.filter(({ name }) => !replaced.includes(name)), ...own]
}

function checkName(api: Api, own: readonly Api[]): void {
  const { name, replaces } = api
  const builtIn = builtInApis.map(other => other.name)
  if (replaces !== undefined && !builtIn.includes(replaces))
    throw definitionError(
      name,
      `it replaces ${JSON.stringify(replaces)}, which is not a built-in API.${didYouMean(replaces, builtIn)} Choose from ${builtIn.join(', ')}`,
    )
  const others = own.filter(other => other !== api)
  if (others.some(other => other.name === name))
    throw definitionError(name, 'another API in “apis” has this name. Rename one')
  if (others.some(other => replaces !== undefined && other.replaces === replaces))
    throw definitionError(name, `another API in “apis” replaces ${replaces} too. Leave one out`)
  if (builtIn.includes(name) && !own.some(other => other.replaces === name))
    throw definitionError(
      name,
      `a built-in API has this name. Rename yours, or give it replaces: ${JSON.stringify(name)} to serve it in that one's place`,
    )
}

/**
 * Checks that no two APIs that are served have one base path, and that no operation lies where another API answers.
 *
 * @param served the built-in first
 */
export function refuseTakenPaths(served: readonly Api[]): void {
  for (const [at, api] of served.entries()) {
    const isTaken = (base: string) => (other: Api) => basePathsOf(other).includes(base) && other.scope === api.scope
    const earlier = served.slice(0, at)
    const base = basePathsOf(api).find(candidate => earlier.some(isTaken(candidate)))
    if (base !== undefined) throw taken(api, `base path ${JSON.stringify(base || '/')}`, earlier.find(isTaken(base))!)
    for (const operation of api.operations) {
      const { length } = operation.base ?? api.basePath
      for (const path of fullPathsOf(api, operation)) {
        const other = served.find(candidate => candidate !== api && isCovered(path, length, candidate))
        if (other) throw taken(api, `the path ${path} of operation ${operation.id}`, other)
      }
    }
  }
}

/** Whether requests for a path go to an API whose base path is longer. */
const isCovered = (path: string, length: number, other: Api): boolean =>
  basePathsOf(other).some(
    base => base.length > length && `${path}/`.startsWith(other.scope === undefined ? `${base}/` : base + other.scope),
  )

function taken(api: Api, what: string, by: Api): Error {
  const isBuiltIn = builtInApis.includes(by)
  const wayOut = isBuiltIn
    ? `Choose another, give it replaces: '${by.name}', or leave ${by.name} out of “api”`
    : 'Choose another'
  return definitionError(
    api.name,
    `${what} is taken by ${isBuiltIn ? 'the built-in API' : 'API'} ${by.name}. ${wayOut}`,
  )
}
