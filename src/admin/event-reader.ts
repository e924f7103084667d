import type { ServerResponse } from 'node:http'
import type { Event, Events } from '../core/sandbox/events.ts'

/** Bytes that may wait for a reader; what comes after them waits where it is kept, for all readers together. */
const MOST_WAITING = 64 * 1024
/** A reader that was let go has so long to take its last event, in milliseconds. */
const LAST_CALL = 5000

/** One who reads events as they happen. */
export class EventReader {
  readonly #events: Events
  readonly #res: ServerResponse
  readonly #sandbox: string | undefined
  /** The id of the latest event that it has got, or that is not for it. */
  #seen: number
  #isWaiting = false
  #isGone = false

  /** @param sandbox whose events it asks for; undefined: those of all */
  constructor(events: Events, res: ServerResponse, sandbox: string | undefined) {
    this.#events = events
    this.#res = res
    this.#sandbox = sandbox
    this.#seen = events.last
  }

  /** Goes on after an event that it got from an earlier stream. */
  resume(id: number): void {
    const { first, last } = this.#events
    const isKnown = id <= last && id + 1 >= first
    this.#seen = isKnown ? id : first - 1
    if (!isKnown) this.#tellLost(id <= last ? this.#seen - id : null, this.#seen)
  }

  /** Gives it what has happened, as far as it takes it. One that fell behind what is kept is let go. */
  tell(): void {
    const events = this.#events
    while (!this.#isWaiting && !this.#isGone && this.#seen < events.last) {
      const event = events.get(this.#seen + 1)
      if (!event) {
        this.#letGo()
        return
      }
      this.#seen = event.id
      if (this.#sandbox === undefined || event.sandbox === this.#sandbox) this.#write(event)
    }
    if (this.#isWaiting && this.#seen + 1 < events.first) this.#letGo()
  }

  /** Says that the line is alive. */
  beat(): void {
    if (!this.#isWaiting && !this.#isGone) this.#res.write(':\n\n')
  }

  /** No more will come. */
  end(): void {
    if (this.#isGone) return
    this.#isGone = true
    this.#res.end()
  }

  #write({ name, id, text }: Event): void {
    this.#res.write(`event: ${name}\nid: ${id}\ndata: ${text}\n\n`)
    if (this.#res.writableLength <= MOST_WAITING) return
    this.#isWaiting = true
    this.#res.once('drain', () => {
      this.#isWaiting = false
      this.tell()
    })
  }

  #letGo(): void {
    if (this.#isGone) return
    this.#isGone = true
    const { last } = this.#events
    this.#tellLost(last - this.#seen, last)
    this.#res.end()
    setTimeout(() => this.#res.destroy(), LAST_CALL).unref()
  }

  #tellLost(lost: number | null, id: number): void {
    const many = lost === null ? 'Some events' : lost === 1 ? '1 event' : `${lost} events`
    const detail = `${many} of the server are lost: more happened than is kept. Read again what you show.`
    this.#res.write(`event: lost\nid: ${id}\ndata: ${JSON.stringify({ lost, detail })}\n\n`)
  }
}
