import { Connection, type Trust } from './connection.ts'
import { MockServer } from './mock-server.ts'
import type { ApiInfo } from './types.ts'

/**
 * Connects to a server in another process.
 *
 * @param url where it listens: `http://127.0.0.1:10400`
 * @param options the admin token, where the server listens beyond loopback; `ca`, the PEM of the authority of a server
 * that speaks HTTPS (its ready file names it), where Node does not trust that anyway
 * @throws {ControlError} where it cannot be reached, or refuses
 * @example
 * const server = await connect(process.env.POLIGON_URL)
 */
export async function connect(url: string, options: { token?: string | null; ca?: string } = {}): Promise<MockServer> {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new TypeError(
      `Cannot connect to ${JSON.stringify(url)}: it is not an address. Give one such as http://127.0.0.1:10400.`,
    )
  }
  const connection = new Connection(
    url,
    options.token ?? null,
    options.ca === undefined ? {} : await trusting(options.ca),
  )
  const { apis } = await connection.ask<{ apis: ApiInfo[] }>('/apis')
  const basePaths = new Map(apis.map(({ name, basePath }) => [name, basePath]))
  return new MockServer(connection, basePaths, async () => {})
}

async function trusting(ca: string): Promise<Trust> {
  const { rootCertificates } = await import('node:tls')
  return { ca: [...rootCertificates, ca] }
}
