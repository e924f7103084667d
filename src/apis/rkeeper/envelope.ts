import { type Call, formatStamp, type Reply } from '../../api.ts'
import type { Types } from './types.ts'

/** `ver` of every answer. */
export const VERSION = '1.3.0.32'

type Sealing = Pick<Call<Types>, 'now' | 'zone' | 'random'>

/** What every answer says of itself, in the order of the page. */
export const seal = ({ now, zone, random }: Sealing, status: 'Ok' | 'Err') => ({
  ver: VERSION,
  timestamp: formatStamp(now, zone).replace(' ', 'T'),
  status,
  requestId: random.hex(32),
})

export const ok = (call: Sealing, data: unknown): Reply => ({ status: 200, body: { data, ...seal(call, 'Ok') } })
