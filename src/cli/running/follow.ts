import type { IncomingMessage } from 'node:http'
import type { Connection } from '../../client/connection.ts'
import { texts } from '../language.ts'

/** Something that happened in a sandbox. */
export interface Happened {
  readonly name: string
  readonly data: unknown
}

/**
 * What happens in a sandbox from now on; it ends where the server does.
 *
 * @param ca PEM of an authority to trust beside Node's
 */
export async function followEvents(
  { url, token }: Connection,
  ca: string | undefined,
  sandbox: string,
): Promise<AsyncGenerator<Happened>> {
  const stream = await open(new URL(`${url}/__admin/events?sandbox=${encodeURIComponent(sandbox)}`), token, ca)
  return read(stream)
}

async function open(url: URL, token: string | null, ca: string | undefined): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:'
  const { get } = isSecure ? await import('node:https') : await import('node:http')
  const trust = isSecure && ca !== undefined ? { ca: [...(await import('node:tls')).rootCertificates, ca] } : {}
  const headers = token === null ? {} : { authorization: `Bearer ${token}` }
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error(texts.running.gone(url.origin)))
    get(url, { ...trust, headers, agent: false }, answer => {
      if (answer.statusCode === 200) resolve(answer)
      else fail()
    }).on('error', fail)
  })
}

async function* read(stream: IncomingMessage): AsyncGenerator<Happened> {
  stream.setEncoding('utf8')
  let text = ''
  try {
    for await (const part of stream) {
      const events = (text + part).split('\n\n')
      text = events.pop()!
      for (const event of events) {
        const name = /^event: (.*)$/m.exec(event)?.[1]
        const data = /^data: (.*)$/m.exec(event)?.[1]
        if (name !== undefined && data !== undefined) yield { name, data: JSON.parse(data) }
      }
    }
  } catch {
    // The line broke: the server is gone.
  }
}
