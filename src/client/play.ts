import type { IncomingMessage } from 'node:http'

export interface Played {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Sends a request as it is written.
 *
 * @param url where the server listens
 * @returns the answer's body; '' where the line broke
 */
export async function play(url: string, { method, path, headers, body }: Played): Promise<string> {
  const { protocol } = new URL(url)
  const { request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise(resolve => {
    const end = (): void => resolve('')
    const options = { method, path, headers: { ...headers, ...length }, agent: false }
    const req = request(url, options, res => collect(res).then(resolve, end))
    req.on('error', end)
    req.end(body)
  })
}

async function collect(res: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of res) parts.push(part as Buffer)
  return Buffer.concat(parts).toString('utf8')
}
