// core/faults: what a test arranges to go wrong.

import type { Fault } from './fault.ts'
import { type FaultSubject, matches } from './match.ts'
import { QuotaCount } from './quota.ts'
import { drawDelay, type Strike } from './strike.ts'

/** A fault in place, and how often it met a request. */
export interface ArmedFault {
  readonly id: string
  readonly fault: Fault
  /** Requests that matched and were let through by `after`. */
  readonly passed: number
  readonly struck: number
  /** Which of them were within its quota, where it has one. */
  readonly quota?: QuotaCount
  /** The number of the last request that came before it; 0: none. */
  readonly since: number
}

/** Those of one sandbox: each is held against each of its requests. */
export const MOST_FAULTS = 1000

/** `held` and `released` are told of each answer. */
export type FaultEvent = 'add' | 'remove' | 'strike' | 'held' | 'released'

export interface ArmedFaultsOptions {
  /** A number from 0 to 1, from the sandbox's random stream. */
  random(): number
  /** What the sandbox's clock shows, milliseconds since the epoch. */
  now(): number
  /** The number of the last request that came. */
  lastRequest(): number
  /** Told of what becomes of them. */
  onEvent(op: FaultEvent, id: string): void
}

/** The disturbances arranged in one sandbox, in the order in which they were added; the first that matches strikes. */
export class ArmedFaults {
  readonly #options: ArmedFaultsOptions
  readonly #held = new Map<string, Set<() => void>>()
  #armed: ArmedFault[] = []
  #added = 0

  constructor(options: ArmedFaultsOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#armed.length
  }

  /** @param since the number of the last request that came before it */
  add({ id = this.#freeId(), ...fault }: Fault, since: number = this.#options.lastRequest()): Fault {
    const quota = fault.quota && { quota: new QuotaCount(fault.quota) }
    this.#armed.push({ id, fault, passed: 0, struck: 0, since, ...quota })
    this.#options.onEvent('add', id)
    return { id, ...fault }
  }

  list(): Fault[] {
    return this.#armed.map(({ id, fault }) => ({ id, ...fault }))
  }

  get(id: string): Fault | undefined {
    const armed = this.#armed.find(candidate => candidate.id === id)
    return armed && { id, ...armed.fault }
  }

  remove(id: string): void {
    this.#armed = this.#armed.filter(armed => armed.id !== id)
    this.release(id)
    this.#options.onEvent('remove', id)
  }

  clear(): void {
    for (const { id } of this.#armed) this.remove(id)
  }

  /** Puts others in the place of all, as a new life does; responses that were held are let go. */
  replace(faults: readonly Fault[]): void {
    this.clear()
    this.#added = 0
    for (const fault of faults) this.add(fault, 0)
  }

  /** What they are and how far they got, to come back to. */
  snapshot(): readonly ArmedFault[] {
    return this.#armed.map(copied)
  }

  restore(snapshot: readonly ArmedFault[]): void {
    this.clear()
    this.#armed = snapshot.map(copied)
  }

  /** How many requests a fault struck. */
  hits(id: string): number {
    return this.#armed.find(armed => armed.id === id)?.struck ?? 0
  }

  /** What they will still do, as faults that begin anew. */
  remaining(): Fault[] {
    return this.#armed
      .filter(({ fault, struck }) => struck < (fault.times ?? Number.POSITIVE_INFINITY))
      .map(({ id, fault, passed, struck }) => ({
        id,
        ...fault,
        ...(fault.after !== undefined && { after: fault.after - passed }),
        ...(fault.times !== undefined && { times: fault.times - struck }),
      }))
  }

  /** How many responses a fault holds. */
  held(id: string): number {
    return this.#held.get(id)?.size ?? 0
  }

  /** How many answers all of them hold. */
  get heldByAll(): number {
    let held = 0
    for (const answers of this.#held.values()) held += answers.size
    return held
  }

  /** Lets the responses go that a fault holds. */
  release(id: string): void {
    const held = this.#held.get(id)
    if (!held) return
    this.#held.delete(id)
    for (const letGo of held) letGo()
  }

  /** Lets all of them go. */
  releaseAll(): void {
    for (const id of [...this.#held.keys()]) this.release(id)
  }

  /**
   * Waits as long as a fault asks: a time, and until it is released.
   *
   * @param gone comes where the client went away: then nothing is waited for
   */
  async delay({ id, delayMs, hold }: Strike, gone: Promise<unknown>): Promise<void> {
    if (delayMs) {
      let timer: NodeJS.Timeout | undefined
      await Promise.race([gone, new Promise(resolve => (timer = setTimeout(resolve, delayMs)))])
      clearTimeout(timer)
    }
    if (hold && this.get(id)) await this.#hold(id, gone)
  }

  /** The fault that strikes this request, counted as having struck; null where none does. */
  strike(subject: FaultSubject): Strike | null {
    for (const [i, armed] of this.#armed.entries()) {
      const { id, fault, passed, struck } = armed
      if (!matches(fault.match ?? {}, subject) || struck >= (fault.times ?? Number.POSITIVE_INFINITY)) continue
      if (passed < (fault.after ?? 0)) {
        this.#armed = this.#armed.with(i, { ...armed, passed: passed + 1 })
        continue
      }
      const over = armed.quota?.admit(this.#options.now())
      if (over === null) continue
      if (fault.probability !== undefined && this.#options.random() >= fault.probability) continue
      this.#armed = this.#armed.with(i, { ...armed, struck: struck + 1 })
      this.#options.onEvent('strike', id)
      return this.#strikeOf(id, fault, over?.waitMs)
    }
    return null
  }

  /** @param waitMs until its quota lets one pass, where it has one */
  #strikeOf(id: string, fault: Fault, waitMs: number | undefined): Strike {
    const { delayMs, bytesPerSecond, status, body, headers, abort, hold } = fault
    const isOver = waitMs !== undefined
    return {
      id,
      fault: { id, ...fault },
      ...{ bytesPerSecond, body, abort, hold },
      status: status ?? (isOver ? 429 : undefined),
      headers: { ...(isOver && { 'retry-after': String(Math.ceil(waitMs / 1000)) }), ...headers },
      ...(delayMs !== undefined && { delayMs: drawDelay(delayMs, this.#options.random) }),
    }
  }

  async #hold(id: string, gone: Promise<unknown>): Promise<void> {
    const held = this.#held.get(id) ?? new Set()
    this.#held.set(id, held)
    let letGo: (() => void) | undefined
    const released = new Promise<void>(resolve => held.add((letGo = resolve)))
    this.#options.onEvent('held', id)
    await Promise.race([gone, released])
    held.delete(letGo!)
    this.#options.onEvent('released', id)
  }

  #freeId(): string {
    let id: string
    do id = `f${++this.#added}`
    while (this.get(id))
    return id
  }
}

const copied = (armed: ArmedFault): ArmedFault => {
  const { quota } = armed.fault
  return quota ? { ...armed, quota: armed.quota?.copy() ?? new QuotaCount(quota) } : armed
}
