import type { ClockReading } from '../../client/types.ts'
import { texts } from '../language.ts'
import type { CommandWork } from './command.ts'

export const resetSandbox: CommandWork<object> = async ({ box }) => {
  await box.reset()
  console.log(texts.running.reset(box.id))
}

interface ClockFlags {
  /** Milliseconds. */
  readonly advance?: number
  readonly set?: string
  readonly freeze?: boolean
  readonly run?: boolean
}

export const setClock: CommandWork<ClockFlags> = async ({ box }, { advance, set, freeze, run, json }) => {
  let reading: ClockReading | undefined
  // Set and frozen at once: nothing may pass between the two.
  if (freeze) reading = await box.clock.freeze(set)
  else if (set !== undefined) reading = await box.clock.set(set)
  if (advance !== undefined) reading = await box.clock.advance({ ms: advance })
  if (run) reading = await box.clock.unfreeze()
  reading ??= await box.clock.get()
  console.log(json ? JSON.stringify(reading) : texts.running.clock(reading.now, reading.frozen))
}
