import { type Signal, signal } from '@preact/signals'

/** Something that views show and the server changes. A beat's number rises when it is to be asked for anew. */
export type Beat = 'change' | 'fault' | 'clock' | 'request' | 'reading' | 'sandbox' | 'server'

/** However fast it changes, it is asked for so often at most. */
const PAUSE_MS = 300

const create = (): Signal<number> => signal(0)

export const beats: Readonly<Record<Beat, Signal<number>>> = {
  change: create(),
  fault: create(),
  clock: create(),
  request: create(),
  reading: create(),
  sandbox: create(),
  server: create(),
}

const planned = new Set<Beat>()
const lastAt = new Map<Beat, number>()

/** Says that something changed: at once, or with others that change soon after. */
export function beat(...names: Beat[]): void {
  for (const name of names) {
    if (planned.has(name)) continue
    planned.add(name)
    const rest = Math.max(0, (lastAt.get(name) ?? 0) + PAUSE_MS - performance.now())
    setTimeout(() => {
      planned.delete(name)
      lastAt.set(name, performance.now())
      beats[name].value++
    }, rest)
  }
}

const ALL = Object.keys(beats) as Beat[]

export const beatAll = (): void => beat(...ALL)

/** Says that all of a sandbox may be different; what the server itself has is not. */
export const beatSandbox = (): void => beat(...ALL.filter(name => name !== 'server'))
