import { effect, signal, untracked } from '@preact/signals'
import type { ApiInfo, EntrySummary } from '../../client/types.ts'
import { place } from './address.ts'
import { type Beat, beat, beatAll, beatSandbox, beats } from './beats.ts'
import type { ServerEvent } from './events.ts'
import { filterJournal, journal, openJournal, take } from './journal.ts'
import { follow } from './live.ts'
import { announce } from './notices.ts'
import { countEvents, readSandboxes, sandboxes } from './sandboxes.ts'
import { ask } from './server.ts'

/** The APIs that the server has; null until they are read. */
export const apis = signal<readonly ApiInfo[] | null>(null)

/** By the name of an event, or the cause of a change. */
const BEATS: Readonly<Record<string, readonly Beat[]>> = {
  change: ['change'],
  readings: ['reading'],
  fault: ['fault', 'sandbox'],
  clock: ['clock'],
  request: ['request'],
  sandbox: ['sandbox'],
}
/** Causes of a change after which nothing that the page shows is as it was. */
const WHOLE = ['reset', 'restore', 'state', 'journal']

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
      beatSandbox()
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
        beatSandbox()
      })
    }
  })
  effect(() => {
    const { view, filter } = place.value
    if (view === 'journal') untracked(() => filterJournal(filter))
  })
  effect(() => {
    void beats.server.value
    untracked(readApis)
  })
  void follow({ events: takeEvents, lost: readAll, back: readFailed })
}

function readApis(): void {
  ask<{ apis: ApiInfo[] }>('GET apis').then(
    answer => {
      apis.value = answer.apis
    },
    // The next beat asks again.
    () => undefined,
  )
}

/** What was asked for while the line was cut has failed, although no event is lost. */
function readFailed(): void {
  if (journal.value.error) void openJournal(place.value.sandbox)
  readSandboxes()
  beatAll()
}

/** Asks for everything anew. */
function readAll(): void {
  readSandboxes()
  void openJournal(place.value.sandbox)
  beatAll()
}

function takeEvents(events: readonly ServerEvent[]): void {
  countEvents(events)
  const { sandbox } = place.value
  const here = events.filter(({ data }) => data.sandbox === sandbox)
  const requests = here.filter(event => event.name === 'request' && !isCutWhole(event))
  if (requests.length > 0) {
    take(requests.map(({ data }) => data as unknown as EntrySummary))
    announce(requests.length)
  }
  beat(...new Set(here.flatMap(({ name, data }) => BEATS[String(data.cause)] ?? BEATS[name] ?? [])))
  if (here.some(isNewWorld)) {
    void openJournal(sandbox)
    beatSandbox()
  }
}

const isNewWorld = (event: ServerEvent): boolean =>
  event.name === 'sandbox' ||
  (event.name === 'change' && WHOLE.includes(String(event.data.cause))) ||
  (event.name === 'request' && isCutWhole(event))

/** What is too long for an event tells its sandbox only. */
const isCutWhole = ({ data }: ServerEvent): boolean => data.id === undefined
