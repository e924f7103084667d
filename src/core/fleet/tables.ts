import { cannotUseDatabase, type DatabaseAddress, databaseErrorInWords, UnusableDatabase } from './address.ts'
import { DatabaseConnection } from './connection.ts'
import type { Statements } from './statements.ts'

/** Of the tables themselves. */
const TABLES_VERSION = 1

/** What makes the tables. Whoever makes them holds a lock on the schema's name. */
const tablesOf = (schema: string): string => `
create table "${schema}".meta (version integer not null);
insert into "${schema}".meta values (${TABLES_VERSION});
create sequence "${schema}".epochs;
-- A server is alive as long as it has its row: whoever takes over from one deletes it first.
create table "${schema}".server (
  id bigint primary key,
  renewed timestamptz not null,
  expires timestamptz not null,
  watched boolean not null
) with (fillfactor = 50);
-- A row a sandbox: who owns it, what it begins with, and all of it that is no record. Without a head nothing is in it yet.
create table "${schema}".sandbox (
  name text primary key,
  epoch bigint not null,
  owner bigint,
  used timestamptz not null default clock_timestamp(),
  format integer,
  version text,
  base text,
  start text,
  world bigint not null default 0,
  head text
) with (fillfactor = 50);
-- A row a record that differs from what its sandbox began with; null where it was removed. Those of another world than its
-- sandbox's are not its own: they are of before, or were written ahead.
create table "${schema}".record (
  sandbox text not null,
  world bigint not null,
  place text not null,
  key text not null,
  seq double precision,
  record text,
  primary key (sandbox, world, place, key)
);
create table "${schema}".checkpoint (
  sandbox text not null,
  name text not null,
  place integer not null,
  entry text not null,
  primary key (sandbox, name)
);
`

interface Found {
  readonly there: boolean
  readonly has_schema: boolean
  readonly server: number
}

/** The first that has what the statements need. */
const OLDEST = 140000

/**
 * Makes the tables where there are none.
 *
 * @param version the package's
 * @throws {UnusableDatabase} where the database cannot be reached, or is not fit
 */
export async function prepareTables(address: DatabaseAddress, statements: Statements, version: string): Promise<void> {
  let connection: DatabaseConnection | undefined
  try {
    connection = await DatabaseConnection.open(address, 'poligon', () => {})
    const [found] = await connection.ask<Found>(statements.tables)
    if (found!.server < OLDEST)
      throw cannotUseDatabase(
        address.shown,
        `it is PostgreSQL ${Math.floor(found!.server / 10000)}, and 14 or later is needed. Give another.`,
      )
    if (!found!.there) await makeTables(connection, address, statements)
    const [meta] = await connection.ask<{ version: number }>(statements.version)
    if (meta?.version !== TABLES_VERSION)
      throw cannotUseDatabase(
        address.shown,
        `the tables of its schema ${address.schema} have version ${meta?.version}, and this version (${version}) knows version ${TABLES_VERSION}. Give another schema: ?schema=OTHER.`,
      )
  } catch (error) {
    if (error instanceof UnusableDatabase) throw error
    throw cannotUseDatabase(address.shown, databaseErrorInWords(error))
  } finally {
    await connection?.end()
  }
}

/** Of several servers that start at once, one makes them. */
async function makeTables(
  connection: DatabaseConnection,
  { schema }: DatabaseAddress,
  statements: Statements,
): Promise<void> {
  // A transaction of its own: one that began before it had the lock may know nothing of tables that were made meanwhile.
  await connection.run(`select pg_advisory_lock(hashtext('poligon tables'), hashtext('${schema}'))`)
  await connection.run('begin')
  try {
    const [found] = await connection.ask<Found>(statements.tables)
    // Who has a schema may lack the right to make one.
    if (!found!.has_schema) await connection.run(`create schema "${schema}"`)
    if (!found!.there) await connection.run(tablesOf(schema))
    await connection.run('commit')
  } catch (error) {
    await connection.run('rollback').catch(() => {})
    throw error
  }
}
