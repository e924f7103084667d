import * as nodeModule from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from './core/lib/package-root.ts'

/** Counts up with each reading. Shared, since older Nodes resolve in a thread of their own. */
const generation = new Int32Array(new SharedArrayBuffer(4))
let isRegistered = false

/**
 * From now on every module of the user's that is imported is read anew, once: Node keeps what it imported under its
 * address, so each reading has addresses of its own. Packages, and this one, stay as they are.
 */
export function importAnew(): void {
  Atomics.add(generation, 0, 1)
  if (isRegistered) return
  isRegistered = true
  const own = ['dist', 'src'].map(folder => pathToFileURL(join(packageRoot, folder, '/')).href)
  const { registerHooks, register } = nodeModule as typeof nodeModule & { registerHooks?: RegisterHooks }
  if (registerHooks)
    registerHooks({
      resolve(specifier, context, next) {
        const resolved = next(specifier, context)
        return { ...resolved, url: addressed(resolved.url, own, generation) }
      },
    })
  else register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: { own, generation } })
}

interface Resolved {
  readonly url: string
}

/** Node's from 22.15 on; its types here are of the oldest Node that is served. */
type RegisterHooks = (hooks: {
  resolve(specifier: string, context: object, next: (specifier: string, context: object) => Resolved): Resolved
}) => void

function addressed(url: string, own: readonly string[], count: Int32Array): string {
  const isOurs = own.some(folder => url.startsWith(folder))
  return !url.startsWith('file:') || url.includes('/node_modules/') || isOurs ? url : `${url}?read=${count[0]}`
}

const HOOKS = `${addressed}
let own, generation
export function initialize(data) {
  ({ own, generation } = data)
}
export async function resolve(specifier, context, next) {
  const resolved = await next(specifier, context)
  return { ...resolved, url: addressed(resolved.url, own, generation) }
}
`
