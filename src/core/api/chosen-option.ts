import type { Reading } from './readings.ts'

/** An option of a reading that is in force somewhere: one value for all who go by it. */
export interface ChosenOption {
  /** `salesman.status` */
  readonly id: string
  readonly option: string
  readonly reading: Reading
}

const known = new WeakMap<Reading, Map<string, ChosenOption>>()

export function chosenOption(id: string, reading: Reading, option: string): ChosenOption {
  let options = known.get(reading)
  if (!options) known.set(reading, (options = new Map()))
  const key = `${id} ${option}`
  let chosen = options.get(key)
  if (!chosen) options.set(key, (chosen = { id, option, reading }))
  return chosen
}

/**
 * The readings that a request asked for, in order. Requests of one kind ask for the same ones: they share one trail,
 * so that to keep and to compare it is to keep and to compare a reference.
 */
export class ReadingTrail {
  static readonly none: ReadingTrail = new ReadingTrail([])
  readonly options: readonly ChosenOption[]
  readonly #next = new Map<ChosenOption, ReadingTrail>()
  /** What was asked for after these the last time, which most often is asked for again. */
  #usual: ChosenOption | undefined
  #usualNext: ReadingTrail | undefined

  private constructor(options: readonly ChosenOption[]) {
    this.options = options
  }

  with(option: ChosenOption): ReadingTrail {
    if (option === this.#usual) return this.#usualNext!
    if (this.options.includes(option)) return this
    let next = this.#next.get(option)
    if (!next) this.#next.set(option, (next = new ReadingTrail([...this.options, option])))
    this.#usual = option
    this.#usualNext = next
    return next
  }
}
