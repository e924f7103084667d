import type { ReadyFault } from '../../api.ts'
import { VERSION } from './envelope.ts'

/** The vendor's list has two codes for the White server, behind this one, that does not answer in time; their texts are ours. */
const timeOut = (code: string): ReadyFault => ({
  about: `The White server does not answer in time: ${code}.`,
  fault: {
    match: { api: 'rkeeper' },
    times: 1,
    status: 200,
    body: {
      ver: VERSION,
      timestamp: '2024-01-01T12:00:00',
      status: 'Err',
      requestId: '00000000000000000000000000000000',
      errors: [{ code, text: 'White server timeout', details: null }],
    },
  },
})

export const faults = { 'white-timeout': timeOut('DLW-0004'), 'white-timeout-15': timeOut('DLW-0015') }
