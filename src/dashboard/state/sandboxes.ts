import { signal } from '@preact/signals'
import type { SandboxInfo } from '../../client/types.ts'
import { draw } from './draw.ts'
import type { ServerEvent } from './events.ts'
import { ask } from './server.ts'

/** A sandbox as the list at the left shows it. */
export interface ListedSandbox {
  readonly id: string
  readonly scenario: string
  readonly requests: number
  readonly violations: number
  readonly faults: number
  readonly held: number
  /** Milliseconds since the epoch, by the server. */
  readonly usedAt: number
}

/** Newest use first; null until they are read. */
export const sandboxes = signal<readonly ListedSandbox[] | null>(null)

const known = new Map<string, ListedSandbox>()
/** Between two readings of the list. */
const PAUSE_MS = 1000
/** Of a list that takes long to read, they take no more than a fifth of the time. */
const PAUSE_TIMES = 4
let isPlanned = false
let readings = 0
/** Whether something happened that the answer under way may tell, or not. */
let isOutdated = false
let nextAt = 0

/** Reads them anew: at once, or a little later with all that is asked for until then. */
export function readSandboxes(): void {
  if (readings > 0) isOutdated = true
  if (isPlanned || readings > 0) return
  isPlanned = true
  setTimeout(
    () => {
      isPlanned = false
      void readSandboxesNow()
    },
    Math.max(0, nextAt - performance.now()),
  )
}

/** Reads them anew, and ends when they are shown. */
export async function readSandboxesNow(): Promise<void> {
  const startedAt = performance.now()
  if (readings > 0) isOutdated = true
  readings++
  try {
    const { sandboxes: list } = await ask<{ sandboxes: SandboxInfo[] }>('GET sandboxes')
    known.clear()
    for (const sandbox of list) known.set(sandbox.id, listedOf(sandbox))
    show()
  } catch {
    // The connection says that the server is gone; they are read again when it is back.
  } finally {
    const now = performance.now()
    nextAt = now + Math.max(PAUSE_MS, PAUSE_TIMES * (now - startedAt))
    if (--readings === 0 && isOutdated) {
      isOutdated = false
      readSandboxes()
    }
  }
}

const listedOf = ({ id, scenario, requests, violations, faults, held, lastRequestAt }: SandboxInfo): ListedSandbox => ({
  ...{ id, scenario, requests, violations, faults, held },
  usedAt: Date.parse(lastRequestAt),
})

/** Counts what came; a sandbox that is not known yet is asked for. */
export function countEvents(events: readonly ServerEvent[]): void {
  if (readings > 0 && events.some(({ name }) => name === 'request' || name === 'fault')) isOutdated = true
  for (const { name, data } of events) {
    const id = String(data.sandbox)
    const before = known.get(id)
    if (
      !before ||
      name === 'sandbox' ||
      name === 'elsewhere' ||
      (name === 'change' && ['reset', 'journal'].includes(String(data.cause)))
    ) {
      readSandboxes()
      continue
    }
    if (name === 'request') {
      const violations = (data.violations as unknown[] | undefined)?.length ? 1 : 0
      known.set(id, {
        ...before,
        requests: before.requests + 1,
        violations: before.violations + violations,
        usedAt: Date.parse(String(data.realAt)),
      })
    }
    if (name === 'fault') {
      const step = { held: 1, released: -1 }[String(data.op)] ?? 0
      known.set(id, { ...before, held: Math.max(0, before.held + step) })
      if (step === 0 && data.op !== 'strike') readSandboxes()
    }
  }
  // Before they are read, none of them is known not to be there.
  if (sandboxes.value) draw(show)
}

/** Between two sortings: what one is about to click is not to run away. */
const SORTED_EVERY_MS = 1000
let order: readonly string[] = []
let sortedAt = Number.NEGATIVE_INFINITY
let isOrderHeld = false

/** Keeps the order while somebody points at the list. */
export function holdOrder(isHeld: boolean): void {
  isOrderHeld = isHeld
}

function show(): void {
  const isKnown = new Set(order)
  const fresh = [...known.keys()].filter(id => !isKnown.has(id))
  if (!isOrderHeld && performance.now() - sortedAt > SORTED_EVERY_MS) {
    sortedAt = performance.now()
    order = [...known.values()].sort((a, b) => b.usedAt - a.usedAt).map(({ id }) => id)
  } else order = [...order.filter(id => known.has(id)), ...fresh]
  sandboxes.value = order.map(id => known.get(id)!)
}
