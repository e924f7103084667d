import { fitsGlob } from '../lib/glob.ts'

/** Which way an exchange went, and where. */
export interface Directed {
  /** `in`: it came; `out`: it was sent. */
  readonly direction: 'in' | 'out'
  /** As the journal has it. */
  readonly url: string | null
}

/** What of it a test speaks of. */
export interface WantedDirection {
  /** Default: `in`; beside `url`, both. */
  readonly direction?: 'in' | 'out'
  /** The whole address; `*` stands for any characters: `http://127.0.0.1:9000*`. */
  readonly url?: string
}

export const goesSo = ({ direction, url }: WantedDirection, exchange: Pick<Directed, 'direction'>): boolean =>
  direction === undefined ? url !== undefined || exchange.direction === 'in' : direction === exchange.direction

/** Whether an exchange went the way, and to the address, that a test speaks of. */
export const isDirected = (wanted: WantedDirection, exchange: Directed): boolean =>
  goesSo(wanted, exchange) &&
  (wanted.url === undefined || (exchange.url !== null && fitsGlob(wanted.url, exchange.url)))
