import { isSubset } from '../journal/subset.ts'
import type { Fault } from './fault.ts'

/** What a fault looks at in a request. */
export interface Target {
  readonly api: string
  readonly operation: string | null
  readonly method: string
  /** Without sandbox prefix and query. */
  readonly path: string
  readonly params: () => unknown
}

interface Armed {
  readonly id: string
  readonly fault: Fault
  passed: number
  struck: number
}

/** The disturbances arranged in one sandbox, in the order in which they were added; the first that matches strikes. */
export class Faults {
  readonly #random: () => number
  #armed: Armed[] = []
  #added = 0
  readonly #held: (() => void)[] = []

  /** @param random a number from 0 to 1, from the sandbox's random stream */
  constructor(random: () => number) {
    this.#random = random
  }

  get isEmpty(): boolean {
    return this.#armed.length === 0
  }

  add(fault: Fault): Fault {
    const id = `f${++this.#added}`
    this.#armed.push({ id, fault, passed: 0, struck: 0 })
    return { id, ...fault }
  }

  list(): Fault[] {
    return this.#armed.map(({ id, fault }) => ({ id, ...fault }))
  }

  remove(id: string): boolean {
    const at = this.#armed.findIndex(armed => armed.id === id)
    if (at >= 0) this.#armed.splice(at, 1)
    return at >= 0
  }

  clear(): void {
    this.#armed = []
  }

  /** Waits as long as a fault asks: a time, or until it is released. */
  async delay({ delayMs, hold }: Fault): Promise<void> {
    if (delayMs) await new Promise(resolve => setTimeout(resolve, delayMs))
    if (hold) await new Promise<void>(resolve => this.#held.push(resolve))
  }

  /** The fault that strikes this request, counted as having struck; null where none does. */
  strike(target: Target): Fault | null {
    for (const armed of this.#armed) {
      const { fault } = armed
      if (!matches(fault.match ?? {}, target) || armed.struck >= (fault.times ?? Number.POSITIVE_INFINITY)) continue
      if (armed.passed < (fault.after ?? 0)) {
        armed.passed++
        continue
      }
      if (fault.probability !== undefined && this.#random() >= fault.probability) continue
      armed.struck++
      return { id: armed.id, ...fault }
    }
    return null
  }
}

function matches(match: NonNullable<Fault['match']>, target: Target): boolean {
  const { api, operation, method, path, where } = match
  if (api !== undefined && api !== target.api) return false
  if (operation !== undefined && !isOperation(operation, target)) return false
  if (method !== undefined && method.toUpperCase() !== target.method) return false
  if (path !== undefined && path !== target.path) return false
  return where === undefined || isSubset(where, target.params())
}

/** Whether `name`, `client.add` or `salesman client.add`, is the target's operation. */
export const isOperation = (name: string, { api, operation }: { api: string; operation: string | null }): boolean =>
  operation !== null && (name === operation || name === `${api} ${operation}`)
