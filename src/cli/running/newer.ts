import { type Connection, ControlError } from '../../client/connection.ts'
import { texts } from '../language.ts'

/** Asks for what a server of an older version does not have, and says so in words. */
export async function askNewer<T>(
  connection: Connection,
  path: string,
  what: string,
  query: Readonly<Record<string, unknown>> = {},
): Promise<T> {
  try {
    return await connection.ask<T>(path, { query })
  } catch (error) {
    const isUnknown = error instanceof ControlError && /^No admin route/.test(String(error.problem.detail))
    throw isUnknown ? new Error(texts.running.olderServer(what)) : error
  }
}
