import { Problem } from '../api/problem.ts'

const PROBES = ['/__admin/live', '/__admin/ready']

/** Whether a path is one where whoever runs the server asks how it is. They are open to all: there is no data in them. */
export const isProbe = (path: string): boolean => PROBES.includes(path)

export const LIVE = { status: 'live' } as const
export const READY = { status: 'ready' } as const

/** @param why a sentence */
export const notReady = (why: string): Problem =>
  new Problem(503, 'Not ready', why, 'Try again, or try another server.', {}, { 'retry-after': '1' })

/** The answer to what comes on a line that was opened after the server was told to stop. */
export const stopping = (): Problem =>
  new Problem(
    503,
    'Stopping',
    'The server is stopping: it did not carry out this request.',
    'Send it again, to another server or to this one once it has started again.',
    {},
    { 'retry-after': '1' },
  )
