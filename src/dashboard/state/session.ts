import { effect, signal, untracked } from '@preact/signals'
import { place } from './address.ts'
import { type Beat, beat, beatAll } from './beats.ts'
import type { ServerEvent } from './events.ts'
import { filterJournal, openJournal, take } from './journal.ts'
import { follow } from './live.ts'
import type { Api, Summary } from './model.ts'
import { announce } from './notices.ts'
import { countEvents, readSandboxes, sandboxes } from './sandboxes.ts'
import { ask } from './server.ts'

/** The APIs that the server has; null until they are read. */
export const apis = signal<readonly Api[] | null>(null)

const BEATS: Readonly<Record<string, readonly Beat[]>> = {
  change: ['change'],
  fault: ['fault', 'sandbox'],
  clock: ['clock'],
  request: ['request'],
  sandbox: ['sandbox'],
}
/** Causes of a change after which nothing is as it was. */
const WHOLE = ['reset', 'restore', 'state']

/** Begins to follow the server, and the address. */
export function startSession(): void {
  // The first is read with all else, once the line stands.
  let open = place.value.sandbox
  effect(() => {
    const { sandbox } = place.value
    if (sandbox === open) return
    open = sandbox
    untracked(() => {
      void openJournal(sandbox)
      beatAll()
    })
  })
  // What was asked of a sandbox before it was there is asked anew.
  let isThere = true
  effect(() => {
    const { sandbox } = place.value
    const was = isThere
    isThere = sandboxes.value === null || sandboxes.value.some(({ id }) => id === sandbox)
    if (isThere && !was) {
      untracked(() => {
        void openJournal(sandbox)
        beatAll()
      })
    }
  })
  effect(() => {
    const { view, filter } = place.value
    if (view === 'journal') untracked(() => filterJournal(filter))
  })
  void follow({ events: takeEvents, lost: readAll })
}

/** Asks for everything anew. */
export function readAll(): void {
  ask<{ apis: Api[] }>('GET apis').then(
    answer => {
      apis.value = answer.apis
    },
    () => undefined,
  )
  readSandboxes()
  void openJournal(place.value.sandbox)
  beatAll()
}

function takeEvents(events: readonly ServerEvent[]): void {
  countEvents(events)
  const { sandbox } = place.value
  const here = events.filter(({ data }) => data.sandbox === sandbox)
  const requests = here.filter(({ name }) => name === 'request')
  if (requests.length > 0) {
    take(requests.map(({ data }) => data as unknown as Summary))
    announce(requests.length)
  }
  beat(...new Set(here.flatMap(({ name }) => BEATS[name] ?? [])))
  if (here.some(isNewWorld)) {
    void openJournal(sandbox)
    beatAll()
  }
}

const isNewWorld = ({ name, data }: ServerEvent): boolean =>
  name === 'sandbox' || (name === 'change' && WHOLE.includes(String(data.cause)))
