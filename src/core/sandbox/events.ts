import { shorten } from '../lib/shorten.ts'

export type EventName = 'request' | 'change' | 'fault' | 'clock' | 'sandbox'

/** Something that happened in a sandbox, as it was when it happened. */
export interface Event {
  /** Whole numbers, rising. */
  readonly id: number
  readonly name: EventName | 'elsewhere'
  readonly sandbox: string
  /** What it tells, as JSON: an object that names its sandbox. */
  readonly text: string
}

export interface EventsOptions {
  /** The id before the first. One that rises from server to server lets a reader know that it lost some. */
  readonly last?: number
  /** Told of what cannot be written down. */
  readonly onDefect?: (error: unknown) => void
}

/** Events kept at most, and the bytes that they may take together. */
const KEPT = 10_000
const KEPT_BYTES = 8 * 1024 * 1024
/** One event takes no more; its longest texts are cut. */
const LONGEST = 8 * 1024
/** What an event takes beside its text. */
const OWN_WEIGHT = 128
/** So long after its last reader went, in milliseconds, nothing is kept any more. */
const KEPT_FOR = 60_000

/**
 * What happens in all sandboxes, for those who watch. It is written down when it happens, and kept within bounds of
 * number and bytes. Until somebody first watches, and a minute after the last reader went, nothing is written.
 */
export class Events {
  readonly #onDefect: (error: unknown) => void
  /** Told of everything that happens here, watched or not. */
  onEvent: ((name: EventName, sandbox: string) => void) | undefined
  readonly #listeners = new Set<(event: Event) => void>()
  readonly #readers = new Set<() => void>()
  #kept: Event[] = []
  #from = 0
  #bytes = 0
  #last: number
  #isWatched = false
  #leftAt = 0

  constructor({ last = 0, onDefect = console.error }: EventsOptions = {}) {
    this.#last = last
    this.#onDefect = onDefect
  }

  /** The id of the latest event. */
  get last(): number {
    return this.#last
  }

  /** The id of the oldest event that is kept; the next one's, where none is. */
  get first(): number {
    return this.#kept[this.#from]?.id ?? this.#last + 1
  }

  /** Roughly what the kept ones hold in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** Whether anybody is told of them. */
  get isWatched(): boolean {
    return this.#listeners.size > 0
  }

  /** How many read them from outside. */
  get readers(): number {
    return this.#readers.size
  }

  /** Tells that something happened. Never throws: what happened stands, whoever is told of it. */
  emit(name: EventName, sandbox: string, data: () => object): void {
    this.onEvent?.(name, sandbox)
    this.#add(name, sandbox, data)
  }

  /** Tells that something happened in a sandbox of another server. */
  emitElsewhere(sandbox: string, kind: EventName): void {
    this.#add('elsewhere', sandbox, () => ({ kind }))
  }

  #add(name: Event['name'], sandbox: string, data: () => object): void {
    const id = ++this.#last
    if (!this.#isWatched) return
    if (this.#listeners.size === 0 && performance.now() - this.#leftAt > KEPT_FOR) {
      this.#forget()
      return
    }
    try {
      const event = { id, name, sandbox, text: written(sandbox, data()) }
      this.#keep(event)
      for (const listener of this.#listeners) listener(event)
    } catch (error) {
      this.#onDefect(error)
    }
  }

  /** The event with an id, where it is kept. */
  get(id: number): Event | undefined {
    return this.#kept[this.#from + id - this.first]
  }

  /** Those after an id, as far as they are kept; every one where the id is none of ours. */
  since(id: number): readonly Event[] {
    const from = id > this.#last ? 0 : Math.max(0, id + 1 - this.first)
    return this.#kept.slice(this.#from + from)
  }

  /**
   * @param ended called when no more will come, where who watches is a reader from outside
   * @returns stops it
   */
  watch(listener: (event: Event) => void, ended?: () => void): () => void {
    this.#isWatched = true
    this.#listeners.add(listener)
    if (ended) this.#readers.add(ended)
    return () => {
      this.#listeners.delete(listener)
      if (ended) this.#readers.delete(ended)
      this.#leftAt = performance.now()
    }
  }

  /** Sends the readers away. */
  end(): void {
    for (const ended of [...this.#readers]) ended()
  }

  #keep(event: Event): void {
    // What could not be written is a gap, and what is kept has none.
    if (this.first !== event.id && this.get(event.id - 1) === undefined) this.#drop(this.#kept.length)
    this.#kept.push(event)
    this.#bytes += weightOf(event)
    while (this.#kept.length - this.#from > KEPT || this.#bytes > KEPT_BYTES) this.#drop(this.#from + 1)
    if (this.#from >= 1024 && this.#from * 2 > this.#kept.length) {
      this.#kept = this.#kept.slice(this.#from)
      this.#from = 0
    }
  }

  #drop(until: number): void {
    for (; this.#from < until; this.#from++) {
      this.#bytes -= weightOf(this.#kept[this.#from]!)
      this.#kept[this.#from] = undefined as unknown as Event
    }
  }

  #forget(): void {
    this.#isWatched = false
    this.#kept = []
    this.#from = 0
    this.#bytes = 0
  }
}

const weightOf = ({ text }: Event): number => 2 * text.length + OWN_WEIGHT

function written(sandbox: string, data: object): string {
  const text = JSON.stringify({ sandbox, ...data })
  if (text.length <= LONGEST) return text
  for (const longest of [500, 50]) {
    const cut = JSON.stringify({ sandbox, ...data, cut: true }, (_, value: unknown) => shortened(value, longest))
    if (cut.length <= LONGEST) return cut
  }
  return JSON.stringify({ sandbox, cut: true })
}

function shortened(value: unknown, longest: number): unknown {
  if (typeof value === 'string') return shorten(value, longest)
  return Array.isArray(value) && value.length > 10 ? value.slice(0, 10) : value
}
