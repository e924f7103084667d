import type { Sandbox } from '../client/sandbox.ts'

/** A sandbox to write tests with before there is one: everything asked of it goes to the one that there is by then. */
export function standIn(current: () => Sandbox | undefined): Sandbox {
  return new Proxy({} as Sandbox, {
    get(_, name) {
      const sandbox = current()
      if (!sandbox) {
        if (typeof name === 'symbol') return undefined
        throw new Error(
          `Cannot use sandbox.${name} yet: the sandbox is made before the first test begins. Use it in a test or a hook.`,
        )
      }
      const value = Reflect.get(sandbox, name, sandbox)
      return typeof value === 'function' ? value.bind(sandbox) : value
    },
  })
}
