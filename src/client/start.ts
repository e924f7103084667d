import { checkOptions } from '../options.ts'
import { run } from '../server.ts'
import { Connection } from './connection.ts'
import { MockServer } from './mock-server.ts'
import type { ServerOptions } from './types.ts'

/**
 * Starts a server in this process.
 *
 * @param options port (default 10400; 0: any free one), scenario (a name or a file), seed, readings… and `apis` of your own
 * @throws {Error} where an option or the scenario is wrong, or the port is taken
 * @example
 * await using server = await startMockServer({ port: 0, scenario: 'documented', seed: 1 })
 */
export async function startMockServer(options: ServerOptions = {}): Promise<MockServer> {
  checkOptions(options)
  const running = await run(options)
  const basePaths = new Map(running.apis.map(({ name, basePath }) => [name, basePath]))
  // It speaks to its own process: there is nobody else to be mistaken for.
  const connection = new Connection(running.url, running.adminToken, { rejectUnauthorized: false }, running.publicUrl)
  return new MockServer(connection, basePaths, () => running.close())
}
