import { Problem } from '../api/problem.ts'

const SOON = { 'retry-after': '1' }

export const takenOver = (id: string): Problem =>
  new Problem(
    503,
    'Taken over',
    `Sandbox ${JSON.stringify(id)} is being taken over from another server.`,
    'Send the request again.',
    {},
    SOON,
  )

export const silent = (): Problem =>
  new Problem(
    503,
    'Database not available',
    'The database does not answer; nothing was acknowledged.',
    'Send the request again: its change may or may not have been written.',
    {},
    SOON,
  )

/** @param by the version of the package that began it */
export const otherRecords = (id: string, by: string): Problem =>
  new Problem(
    409,
    'Other records',
    `Sandbox ${JSON.stringify(id)} was begun by version ${by} with other records.`,
    'Start every server of a database with the same version, --scenario, --seed, --records and --api, or take another sandbox.',
  )

/** @param why without a full stop */
export const unreadableSandbox = (id: string, why: string): Problem =>
  new Problem(
    409,
    'Damaged sandbox',
    `Sandbox ${JSON.stringify(id)} cannot be used: ${why}.`,
    'Take another sandbox, or correct it in the database.',
  )
