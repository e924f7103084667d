import { isDatabaseAddress } from './core/fleet/address.ts'
import type { Fleet } from './core/fleet/fleet.ts'
import type { DatabaseOptions, FileDatabase } from './core/persistence/database.ts'
import type { Events } from './core/sandbox/events.ts'
import type { ServerOptions } from './options.ts'

/** Where sandboxes are kept beyond the process: in a file, or in a database that several servers share. */
export interface OpenDatabase {
  readonly file?: FileDatabase
  readonly fleet?: Fleet
}

/** What whoever keeps sandboxes knows of the server. */
interface Kept extends Pick<DatabaseOptions, 'initialWorlds' | 'apis' | 'validation' | 'version'> {
  readonly events: Events
}

/** @throws {Error} in words, where it cannot be used */
export async function openDatabase(options: ServerOptions, { events, ...kept }: Kept): Promise<OpenDatabase> {
  const { db, dbReset, dbLease = 5000, autoSandbox = true, onProblem: report = console.error } = options
  if (db === undefined) {
    if (dbReset)
      throw new Error('Cannot set a database aside: --db is not given. Give --db FILE, or leave --db-reset out.')
    return {}
  }
  const isShared = isDatabaseAddress(db)
  if (dbReset && isShared)
    throw new Error(
      'Cannot set a database aside: --db is not a file. Give another schema (?schema=OTHER), or leave --db-reset out.',
    )
  // A start that is no good is said before anything is touched.
  await kept.initialWorlds.of({})
  if (isShared) {
    const { Fleet } = await import('./core/fleet/fleet.ts')
    return { fleet: await Fleet.open({ ...kept, db, lease: dbLease, events, auto: autoSandbox, report }) }
  }
  const { FileDatabase } = await import('./core/persistence/database.ts')
  return { file: await FileDatabase.open({ ...kept, file: db, reset: dbReset, report }) }
}
