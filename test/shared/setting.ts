import { afterAll, describe as always, beforeAll, test as every } from 'vitest'
import { Fleet } from './fleet.ts'
import { isPostgresThere, Postgres } from './postgres.ts'

/** What needs a PostgreSQL. */
export const describe: ReturnType<typeof always.runIf> = always.runIf(isPostgresThere)
export const test: ReturnType<typeof every.runIf> = every.runIf(isPostgresThere)

/** The database of a file's tests, and the servers that they start. */
export let postgres: Postgres
export const fleet = new Fleet()

beforeAll(async () => {
  if (isPostgresThere) postgres = await Postgres.start()
}, 60_000)
afterAll(async () => {
  await fleet.end()
  await postgres?.end()
})
