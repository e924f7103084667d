// core/journal: what came and what went, with credentials masked, and whether it was what a test expects.

import type { OperationName } from '../api/operation-name.ts'
import { SharedRoom } from '../lib/shared-room.ts'
import { ByteArena } from './byte-arena.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import { SecretNames } from './secret-names.ts'

const BYTE_LIMIT = 64 * 1024 * 1024

/** Told of what becomes of a journal. */
export interface JournalWatcher {
  added(entry: LoggedExchange): void
  emptied(): void
  /** It begins anew, or is gone. */
  ended(): void
}

/** What came to one sandbox, in order: bounded by entries and by bytes, the oldest dropped first. */
export class Journal {
  readonly #limit: number
  readonly #room: SharedRoom
  readonly #blocks = new ByteArena()
  #isClosed = false
  #entries: LoggedExchange[] = []
  #first = 0
  #bytes = 0
  #seq = 0
  #dropped = 0
  #violating = 0
  /** How many entries an earlier process had, of which nothing is known. */
  #earlier = 0
  /** How many were dropped, by API and operation. */
  readonly #droppedOf = new Map<string | null, Map<string | null, number>>()
  /** How many of those were webhooks, by API. */
  readonly #droppedWebhooks = new Map<string | null, number>()

  /** The names under which secrets stand in what it keeps. */
  readonly secrets: SecretNames
  readonly #watchers = new Set<JournalWatcher>()

  /**
   * @param limit entries kept at most
   * @param room shared with other journals
   */
  constructor(limit: number, room: SharedRoom = new SharedRoom(), secrets: SecretNames = new SecretNames()) {
    this.#limit = limit
    this.#room = room
    this.secrets = secrets
  }

  /** Roughly what its entries hold in memory. */
  get bytes(): number {
    return this.#bytes
  }

  /** How many entries it no longer has. */
  get dropped(): number {
    return this.#dropped
  }

  /** How many of its entries broke the documentation. */
  get violating(): number {
    return this.#violating
  }

  /** How many watch it. */
  get watchers(): number {
    return this.#watchers.size
  }

  /** How many entries it was given since it last began, in an earlier process too. */
  get seen(): number {
    return this.#dropped + this.size
  }

  get size(): number {
    return this.#entries.length - this.#first
  }

  /** The number that was given out last. */
  get lastSeq(): number {
    return this.#seq
  }

  /** The number of the next entry; entry ids hold it. */
  nextSeq(): number {
    return ++this.#seq
  }

  /** The bytes of a reply's text, where entries keep them. */
  bytesOf(text: string): Buffer {
    return this.#blocks.of(text)
  }

  add(entry: LoggedExchange): void {
    if (this.#isClosed) return
    this.#entries.push(entry)
    if (entry.violations.length > 0) this.#violating++
    this.#weigh(entry.weight)
    this.#trim()
    for (const watcher of this.#watchers) watcher.added(entry)
  }

  /** Changes an entry, whose weight may be another then. */
  reweigh(entry: LoggedExchange, change: () => void): void {
    const before = entry.weight
    change()
    if (!this.#entries.includes(entry, this.#first)) return
    this.#weigh(entry.weight - before)
    this.#trim()
  }

  /** Calls `watcher` from now on, until what is returned is called. */
  watch(watcher: JournalWatcher): () => void {
    this.#watchers.add(watcher)
    return () => void this.#watchers.delete(watcher)
  }

  /**
   * Goes on from the journal of an earlier process, whose entries are lost: any of them may have been anything.
   *
   * @param last the number of the latest, where it is known
   */
  resume(entries: number, last = 0): void {
    this.#seq = last
    this.#earlier = entries
    this.#dropped += entries
  }

  halve(): void {
    for (let count = Math.ceil(this.size / 2); count > 0; count--) this.#drop()
  }

  /** Ends it: what is still under way leaves no trace. */
  close(): void {
    this.#end()
    this.#isClosed = true
  }

  /** How many dropped entries could have been of an operation: any number, where an earlier process had some. */
  droppedOf(isWanted: (operation: OperationName & Pick<LoggedExchange, 'direction'>) => boolean): number {
    if (this.#earlier > 0) return Number.POSITIVE_INFINITY
    let count = 0
    for (const [api, operations] of this.#droppedOf)
      for (const [operation, dropped] of operations) if (isWanted({ direction: 'in', api, operation })) count += dropped
    for (const [api, dropped] of this.#droppedWebhooks)
      if (isWanted({ direction: 'out', api, operation: null })) count += dropped
    return count
  }

  get(id: string): LoggedExchange | undefined {
    return this.entries().find(entry => entry.id === id)
  }

  /** Entries from the oldest. */
  entries(): readonly LoggedExchange[] {
    return this.#first === 0 ? this.#entries : this.#entries.slice(this.#first)
  }

  clear(): void {
    this.#entries = []
    this.#first = 0
    this.#weigh(-this.#bytes)
    this.#dropped = 0
    this.#violating = 0
    this.#earlier = 0
    this.#droppedOf.clear()
    this.#droppedWebhooks.clear()
    for (const watcher of this.#watchers) watcher.emptied()
  }

  /** Empties it and numbers from the first again: the same requests get the same ids after a reset. */
  restart(): void {
    this.#end()
    this.#seq = 0
  }

  #end(): void {
    for (const watcher of this.#watchers) watcher.ended()
    this.clear()
  }

  #trim(): void {
    while (this.size > this.#limit || (this.#bytes > BYTE_LIMIT && this.size > 1)) this.#drop()
    this.#room.tidy()
  }

  #weigh(bytes: number): void {
    this.#bytes += bytes
    this.#room.took(this, bytes)
  }

  #countDropped({ api, operation }: OperationName): void {
    let operations = this.#droppedOf.get(api)
    if (!operations) this.#droppedOf.set(api, (operations = new Map()))
    operations.set(operation, (operations.get(operation) ?? 0) + 1)
  }

  #drop(): void {
    const entry = this.#entries[this.#first]!
    if (entry.direction === 'out') this.#droppedWebhooks.set(entry.api, (this.#droppedWebhooks.get(entry.api) ?? 0) + 1)
    else this.#countDropped(entry)
    this.#entries[this.#first] = undefined as unknown as LoggedExchange
    if (entry.violations.length > 0) this.#violating--
    this.#dropped++
    this.#first++
    this.#weigh(-entry.weight)
    if (this.#first >= 1024 && this.#first * 2 > this.#entries.length) {
      this.#entries = this.#entries.slice(this.#first)
      this.#first = 0
    }
  }
}
