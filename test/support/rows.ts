import { expect, test } from 'vitest'
import type { Got, Send, TestServer } from './server.ts'

/** One rule of the documentation: what is sent, and what comes back. */
export interface Row {
  /** The rule and the passage: `V3, получить список клиентов`. */
  docs: string
  /** What the documentation says, as a sentence. */
  says: string
  /** What must be so before: readings, records, the clock. */
  given?: (server: TestServer) => void | Promise<void>
  send: Send
  gets: { status: number; body?: unknown; text?: string; headers?: Record<string, unknown> }
}

/** Makes a test of each row; every row starts from a reset sandbox. */
export function rows(server: TestServer, table: readonly Row[]): void {
  test.each(table.map(row => [`${row.docs}: ${row.says}`, row] as const))('%s', async (_, { given, send, gets }) => {
    await given?.(server)
    expect(seen(await server.send(send), gets)).toEqual(gets)
  })
}

/** Of an answer, what a row speaks of. */
function seen(got: Got, gets: Row['gets']): Row['gets'] {
  return {
    status: got.status,
    ...('body' in gets && { body: got.body }),
    ...('text' in gets && { text: got.text }),
    ...(gets.headers && {
      headers: Object.fromEntries(Object.keys(gets.headers).map(name => [name, got.headers[name]])),
    }),
  }
}
