import { signal } from '@preact/signals'
import { eventsOf, type ServerEvent } from './events.ts'
import { adminUrl, ask } from './server.ts'
import { authorization, tokenGiven } from './token.ts'

export type Link = 'live' | 'reconnecting' | 'server gone'

export const link = signal<Link>('reconnecting')

const GONE_AFTER_MS = 5000
const RETRY_MS = 1000
/** The server says something every 15 seconds; a line that is silent for longer is dead. */
const SILENT_MS = 40_000

export interface Listener {
  /** Some of what happened. */
  events(events: readonly ServerEvent[]): void
  /** What is known may be old: it is to be asked for anew. */
  lost(): void
  /** The line stands again, and what happened meanwhile is told. */
  back(): void
}

let last: number | undefined
let runId: string | undefined
let goneTimer: ReturnType<typeof setTimeout> | undefined

/** Follows what happens in all sandboxes, for as long as the page is open and seen. */
export async function follow(listener: Listener): Promise<never> {
  for (;;) {
    await whileSeen()
    const line = new AbortController()
    const isAsked = await connect(listener, line).catch(() => false)
    line.abort()
    if (isAsked || document.hidden) continue
    interrupted()
    await new Promise(resolve => setTimeout(resolve, RETRY_MS))
  }
}

/** Ends with the line; true where it only asked for a token. */
async function connect(listener: Listener, line: AbortController): Promise<boolean> {
  const { signal } = line
  const answer = await fetch(`${adminUrl}events`, {
    headers: { ...authorization(), ...(last !== undefined && { 'last-event-id': String(last) }) },
    cache: 'no-store',
    signal,
  })
  if (answer.status === 401) {
    await tokenGiven()
    return true
  }
  if (!answer.ok || !answer.body) throw new Error(`${answer.status}`)
  const isFresh = await isOtherServer()
  if (isFresh) last = undefined
  clearTimeout(goneTimer)
  goneTimer = undefined
  const wasCut = link.value !== 'live'
  link.value = 'live'
  if (isFresh || last === undefined) listener.lost()
  else if (wasCut) listener.back()
  let silence: ReturnType<typeof setTimeout> | undefined
  const alive = (): void => {
    clearTimeout(silence)
    silence = setTimeout(() => line.abort(), SILENT_MS)
  }
  const hide = (): void => (document.hidden ? line.abort() : undefined)
  document.addEventListener('visibilitychange', hide)
  let isFirst = !isFresh
  try {
    alive()
    for await (const events of eventsOf(answer.body, alive)) {
      const first = events[0]!.id
      if (isFirst && last !== undefined && first !== undefined && first !== last + 1) listener.lost()
      isFirst = false
      last = events.findLast(({ id }) => id !== undefined)?.id ?? last
      if (events.some(({ name }) => name === 'lost')) listener.lost()
      listener.events(events)
    }
    return false
  } finally {
    clearTimeout(silence)
    document.removeEventListener('visibilitychange', hide)
  }
}

/** Whether it is the first connection, or another server answers than before. */
async function isOtherServer(): Promise<boolean> {
  const health = await ask<{ runId: string }>('GET health')
  const isOther = health.runId !== runId
  runId = health.runId
  return isOther
}

function interrupted(): void {
  if (goneTimer !== undefined) return
  link.value = 'reconnecting'
  goneTimer = setTimeout(() => {
    link.value = 'server gone'
  }, GONE_AFTER_MS)
}

/** A browser has six connections to a server, for all its tabs: those that nobody sees give theirs back. */
function whileSeen(): Promise<void> {
  if (!document.hidden) return Promise.resolve()
  return new Promise(resolve => document.addEventListener('visibilitychange', () => resolve(), { once: true }))
}
