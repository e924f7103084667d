import type { Delay, Fault } from './fault.ts'

/** What a fault does to one request: what is drawn is drawn. */
export interface Strike extends Pick<Fault, 'bytesPerSecond' | 'status' | 'body' | 'headers' | 'abort' | 'hold'> {
  readonly id: string
  /** As it was added. */
  readonly fault: Fault
  /** Milliseconds. */
  readonly delayMs?: number
}

/** The body that a fault gives: a text goes as it is, anything else as JSON. */
export const faultText = ({ body }: Pick<Strike, 'body'>): string =>
  typeof body === 'string' ? body : JSON.stringify(body)

/** What timers can wait at most. */
export const LONGEST_DELAY_MS = 2 ** 31 - 1

/**
 * A time by its law.
 *
 * @param random a number from 0 (included) to 1 (excluded); asked only where something is drawn
 * @returns milliseconds
 */
export function drawDelay(delay: Delay, random: () => number): number {
  if (typeof delay === 'number') return delay
  if ('min' in delay) return delay.min + random() * (delay.max - delay.min)
  return Math.min(delay.median * Math.exp(delay.sigma * normal(random)), LONGEST_DELAY_MS)
}

/** A number of the standard normal distribution (Box and Muller). */
const normal = (random: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
