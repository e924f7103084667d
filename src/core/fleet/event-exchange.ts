// Not the global one: a test in the server's process may put a clock of its own in its place.
import { setTimeout } from 'node:timers'
import type { EventName, Events } from '../sandbox/events.ts'
import type { Membership } from './membership.ts'
import type { Statements } from './statements.ts'

/** Milliseconds in which what happens is told together. */
const TOGETHER = 100
/** Letters of a notice, at most; PostgreSQL takes 8000 bytes. */
const LONGEST = 3000

/** Tells other servers what happens here, as sandbox and kind, and those who watch here what happens there. */
export class EventExchange {
  readonly #events: Events
  readonly #told = new Set<string>()
  #isScheduled = false

  readonly #membership: Membership

  constructor(events: Events, membership: Membership, { tell }: Statements) {
    this.#events = events
    this.#membership = membership
    const send = (notices: string[]) => membership.ask(tell, [membership.session?.id, notices])
    events.onEvent = (name, sandbox) => {
      if (!membership.session?.othersWatch) return
      this.#told.add(JSON.stringify([sandbox, name]))
      if (this.#isScheduled) return
      this.#isScheduled = true
      setTimeout(() => {
        this.#isScheduled = false
        // Who watches is told less; nothing else depends on it.
        send(noticesOf([...this.#told])).catch(() => {})
        this.#told.clear()
      }, TOGETHER).unref()
    }
  }

  /** @param notice what another server sent */
  hear(notice: string): void {
    const [, server, pairs] = /^(\d+) (.*)$/s.exec(notice)!
    if (server === this.#membership.session?.id) return
    for (const [sandbox, kind] of JSON.parse(`[${pairs}]`) as [string, EventName][])
      this.#events.emitElsewhere(sandbox, kind)
  }
}

function noticesOf(pairs: readonly string[]): string[] {
  const notices: string[] = []
  for (const pair of pairs) {
    const last = notices.at(-1)
    if (last !== undefined && last.length + pair.length < LONGEST) notices[notices.length - 1] = `${last},${pair}`
    else notices.push(pair)
  }
  return notices
}
