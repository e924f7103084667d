import { Agent, request as httpRequest } from 'node:http'

/** A request as an example or a story writes it. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string>>
  /** Text and bytes go as they are, anything else as JSON. */
  readonly body?: unknown
}

/** What a request was answered. */
export interface Answered {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly text: string
  /** Parsed, where it is JSON; else the text. */
  readonly body: unknown
}

/** One for all, so that a request does not wait for a connection of its own. */
const connections = new Agent({ keepAlive: true, maxSockets: 4 })

/** Sends a request to the letter: a GET may have a body, and a path what fetch would correct. */
export function ask(url: string, { method, path, headers = {}, body }: Asked): Promise<Answered> {
  const isRaw = typeof body === 'string' || body instanceof Uint8Array
  const bytes = body === undefined ? undefined : Buffer.from((isRaw ? body : JSON.stringify(body)) as string)
  return new Promise((resolve, reject) => {
    const sent = httpRequest(url, {
      ...{ method, agent: connections },
      path: path.replace(/[^\x21-\x7e]|"/g, letter => encodeURIComponent(letter)),
      headers: {
        ...(bytes && !isRaw && { 'content-type': 'application/json' }),
        ...(bytes && { 'content-length': String(bytes.length) }),
        ...headers,
      },
    })
    if (sent.hasHeader('transfer-encoding')) sent.removeHeader('content-length')
    sent.on('error', reject)
    sent.on('response', response => {
      const parts: Buffer[] = []
      response.on('data', part => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(parts).toString()
        const got = response.headers as Answered['headers']
        resolve({ status: response.statusCode!, headers: got, text, body: parsed(text) })
      })
    })
    sent.end(bytes)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
