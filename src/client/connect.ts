import { Connection } from './connection.ts'
import { MockServer } from './mock-server.ts'
import type { ApiInfo } from './types.ts'

/**
 * Takes hold of a server in another process.
 *
 * @param url where it listens: `http://127.0.0.1:10400`
 * @param options the admin token, where the server listens beyond loopback
 * @throws {ControlError} where it cannot be reached, or refuses
 * @example
 * const server = await connect(process.env.POLIGON_URL)
 */
export async function connect(url: string, options: { token?: string | null } = {}): Promise<MockServer> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(
      `Cannot connect to ${JSON.stringify(url)}: it is no address. Give one such as http://127.0.0.1:10400.`,
    )
  }
  const connection = new Connection(url, options.token ?? null)
  const { apis } = await connection.ask<{ apis: ApiInfo[] }>('/apis')
  const basePaths = new Map(apis.map(({ name, basePath }) => [name, basePath]))
  return new MockServer(connection, basePaths, async () => {})
}
