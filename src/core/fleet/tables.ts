import { type Address, cannotUse, inWords, UnusableDatabase } from './address.ts'
import { Connection } from './connection.ts'
import { type Statements, TABLES_VERSION, tablesOf } from './statements.ts'

/** The first that has what the statements need. */
const OLDEST = 140000

/**
 * Makes the tables where there are none.
 *
 * @param version the package's
 * @throws {UnusableDatabase} where the database cannot be reached, or is not fit
 */
export async function prepareTables(address: Address, statements: Statements, version: string): Promise<void> {
  let connection: Connection | undefined
  try {
    connection = await Connection.open(address, 'poligon', () => {})
    const [found] = await connection.ask<{ there: boolean; server: number }>(statements.tables)
    if (found!.server < OLDEST)
      throw cannotUse(
        address.shown,
        `it is PostgreSQL ${Math.floor(found!.server / 10000)}, and 14 or later is needed. Give another.`,
      )
    if (!found!.there) await makeTables(connection, address, statements)
    const [meta] = await connection.ask<{ version: number }>(statements.version)
    if (meta?.version !== TABLES_VERSION)
      throw cannotUse(
        address.shown,
        `the tables of its schema ${address.schema} have version ${meta?.version}, and this version (${version}) knows version ${TABLES_VERSION}. Give another schema: ?schema=OTHER.`,
      )
  } catch (error) {
    if (error instanceof UnusableDatabase) throw error
    throw cannotUse(address.shown, inWords(error))
  } finally {
    await connection?.end()
  }
}

/** Of several servers that start at once, one makes them. */
async function makeTables(connection: Connection, { schema }: Address, statements: Statements): Promise<void> {
  await connection.run(`begin; select pg_advisory_xact_lock(hashtext('poligon tables'), hashtext('${schema}'))`)
  try {
    const [found] = await connection.ask<{ there: boolean }>(statements.tables)
    if (!found!.there) await connection.run(tablesOf(schema))
    await connection.run('commit')
  } catch (error) {
    await connection.run('rollback').catch(() => {})
    throw error
  }
}
