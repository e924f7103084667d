import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http'
import type { Sent } from './requests.ts'

export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly text: string
}

/** Sends one request after another over connections that stay open. */
export class Client {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 4 })
  readonly #port: number

  readonly #patience: number

  /** @param patience milliseconds in which an answer must come */
  constructor(port: number, patience = 5000) {
    this.#port = port
    this.#patience = patience
  }

  /** @throws {Error} where no answer comes */
  async send(sent: Sent): Promise<Answer> {
    try {
      return await this.#attempt(sent)
    } catch (error) {
      // The server may close an idle connection in the moment in which it is used again.
      if ((error as { reused?: boolean }).reused) return this.#attempt(sent)
      throw error
    }
  }

  close(): void {
    this.#agent.destroy()
  }

  #attempt({ method, path, headers, body, chunked }: Sent): Promise<Answer> {
    const bytes = body === undefined ? undefined : Buffer.from(body, 'latin1')
    const length = bytes && (chunked ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(bytes.length) })
    return new Promise((resolve, reject) => {
      const req: ClientRequest = request(
        { agent: this.#agent, host: '127.0.0.1', port: this.#port, method, path, headers: { ...headers, ...length } },
        res => {
          const parts: Buffer[] = []
          const done = () => {
            clearTimeout(timer)
            resolve({ status: res.statusCode!, headers: res.headers, text: Buffer.concat(parts).toString('utf8') })
          }
          // A stream of events has no end.
          if (res.headers['content-type']?.startsWith('text/event-stream')) {
            done()
            req.destroy()
            return
          }
          res.on('data', part => parts.push(part))
          res.on('end', done)
          res.on('error', reject)
        },
      )
      const timer = setTimeout(() => req.destroy(new Error(`No answer within ${this.#patience} ms`)), this.#patience)
      req.on('error', error => {
        clearTimeout(timer)
        reject(
          Object.assign(error, { reused: req.reusedSocket && (error as NodeJS.ErrnoException).code === 'ECONNRESET' }),
        )
      })
      req.end(bytes)
    })
  }
}
