import { Socket } from 'node:net'
// Not the global ones: a test in the server's process may put a clock of its own in their place.
import { clearTimeout, setTimeout } from 'node:timers'
import type { Client } from 'pg'
import { cannotUseDatabase, type DatabaseAddress } from './address.ts'

/** Milliseconds in which the database must answer something small. */
export const PATIENCE = 2500
/** Bytes a millisecond that a slow one still takes. */
const SLOW = 2000

/** A statement, prepared once a connection under its name. */
export interface Statement {
  readonly name: string
  readonly text: string
}

/** The database was not heard of in time: what was asked of it may be done or not. */
class DatabaseTimeout extends Error {
  override readonly name = 'DatabaseTimeout'
  readonly code = 'ETIMEDOUT'
}

/** One connection to the database. What goes wrong with it is told once, and then it is gone. */
export class DatabaseConnection {
  readonly #client: Client
  readonly #socket: Socket
  #pending = 0
  #isOver = false

  private constructor(client: Client, socket: Socket, onLost: (error: Error) => void) {
    this.#client = client
    this.#socket = socket
    const lose = (error: Error): void => {
      if (this.#isOver) return
      this.destroy()
      onLost(error)
    }
    client.on('error', lose)
    client.on('end', () => lose(new Error('Connection terminated')))
  }

  /**
   * @param name what the database shows of it
   * @param onLost told when it breaks, unless it was ended
   * @throws {Error} as `pg` says it
   */
  static async open(
    address: DatabaseAddress,
    name: string,
    onLost: (error: Error) => void,
  ): Promise<DatabaseConnection> {
    const { Client } = await clientOf(address)
    const { host, port, database, user, password, ssl } = address
    const socket = new Socket()
    socket.setNoDelay(true)
    const client = new Client({
      ...{ host, port, database, user, password, ssl },
      application_name: name,
      connectionTimeoutMillis: PATIENCE,
      keepAlive: true,
      stream: () => socket,
      // Every statement is planned once and finds what it looks for by a key, however small the tables were then.
      options:
        '-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan',
    })
    const connection = new DatabaseConnection(client, socket, onLost)
    try {
      await client.connect()
    } catch (error) {
      connection.destroy()
      throw error
    }
    return connection
  }

  /** How many statements it has not answered. */
  get pending(): number {
    return this.#pending
  }

  /**
   * @param bytes how much is sent or asked for, roughly
   * @throws {DatabaseTimeout} where no answer came in time: then it is lost
   */
  async ask<R extends object>({ name, text }: Statement, values: unknown[] = [], bytes = 0): Promise<R[]> {
    const answer = await this.#inTime(
      this.#client.query<R & Record<string, unknown>>({ name, text, values }),
      PATIENCE + bytes / SLOW,
    )
    return answer.rows
  }

  /** Several statements as one text, without values. */
  async run(text: string): Promise<void> {
    await this.#inTime(this.#client.query(text), PATIENCE)
  }

  async #inTime<R>(answer: Promise<R>, milliseconds: number): Promise<R> {
    this.#pending++
    let timer: NodeJS.Timeout | undefined
    const silence = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const error = new DatabaseTimeout('timeout')
        this.#client.emit('error', error)
        reject(error)
      }, milliseconds)
    })
    try {
      return await Promise.race([answer, silence])
    } finally {
      clearTimeout(timer)
      this.#pending--
    }
  }

  onNotice(heard: (channel: string, payload: string) => void): void {
    this.#client.on('notification', ({ channel, payload = '' }) => heard(channel, payload))
  }

  /** Says goodbye; at once where it does not answer. */
  async end(): Promise<void> {
    this.#isOver = true
    let timer: NodeJS.Timeout | undefined
    const enough = new Promise<void>(resolve => (timer = setTimeout(resolve, 500)))
    await Promise.race([this.#client.end().catch(() => {}), enough])
    clearTimeout(timer)
    this.destroy()
  }

  destroy(): void {
    this.#isOver = true
    this.#socket.destroy()
  }
}

async function clientOf({ shown }: DatabaseAddress): Promise<typeof import('pg')> {
  try {
    const module = await import('pg')
    return module.default as unknown as typeof import('pg')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw cannotUseDatabase(shown, 'the package pg is not installed. Run npm install pg.')
  }
}
