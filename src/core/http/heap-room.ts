import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { Problem } from '../api/problem.ts'
import { heapLimit } from '../lib/heap-limit.ts'

/** The share of the heap from which nothing more is taken. */
const FULL = 0.7
/** Milliseconds between two collections that are asked for. */
const COLLECT = 1000

const MB = 1024 * 1024

/**
 * What the heap of the process has room for. What is written stays until it is reset, and who writes without end would end
 * the process: where what is in use takes most of the heap, requests are refused until there is room again.
 */
export class HeapRoom {
  readonly #limit = heapLimit()
  readonly #onFull: (problem: string) => void
  readonly #observer = new PerformanceObserver(list => this.#collected(list.getEntries()))
  #collecting: NodeJS.Timeout | undefined
  #held = 0

  /** @param onFull told, once each time, that it is full: a sentence */
  constructor(onFull: (problem: string) => void) {
    this.#onFull = onFull
    this.#observer.observe({ type: 'gc' })
  }

  /** Why nothing more is taken; null: there is room. */
  get problem(): string | null {
    if (!this.#collecting) return null
    return `The memory is full: ${inMb(this.#held)} of the ${inMb(this.#limit)} MB that Node may use are taken.`
  }

  /** @throws {Problem} 507 where it is full */
  check(): void {
    const { problem } = this
    if (problem === null) return
    throw new Problem(
      507,
      'Memory full',
      problem,
      'Reset or delete sandboxes, or give the server more: NODE_OPTIONS=--max-old-space-size=4096.',
    )
  }

  close(): void {
    clearInterval(this.#collecting)
    this.#observer.disconnect()
  }

  /** What is in use is known when garbage was collected. */
  #collected(entries: readonly PerformanceEntry[]): void {
    if (!entries.some(isWhole)) return
    this.#held = getHeapStatistics().used_heap_size
    const isFull = this.#held > FULL * this.#limit
    if (isFull === (this.#collecting !== undefined)) return
    clearInterval(this.#collecting)
    // Who is refused leaves no garbage, and nothing would be collected by itself.
    this.#collecting = isFull ? setInterval(collectGarbage, COLLECT).unref() : undefined
    if (isFull) this.#onFull(this.problem!)
  }
}

const inMb = (bytes: number): string => Math.round(bytes / MB).toLocaleString('en-US')

/** Whether all of the heap was looked at. */
const isWhole = (entry: PerformanceEntry): boolean =>
  (entry as { detail?: { kind: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR

let collect: (() => void) | undefined

function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc')
    collect = runInNewContext('gc') as () => void
  }
  collect()
}
