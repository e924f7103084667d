import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { brokenRules } from './program.ts'
import { recorded } from './recorded.ts'

// Clients that no test machine has: their bytes, as they are known to send them.

const server = await serve()

const CP1251 = new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, code) => code))
const bytesOf = (text: string, encoding?: string): Buffer =>
  encoding ? Buffer.from(Array.from(text, letter => CP1251.indexOf(letter))) : Buffer.from(text)

/** Sends bytes, the body only where the client is told to go on, and gives the answer. */
function send(head: Buffer, body: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    const waits = head.includes('Expect: 100-continue')
    const socket = connect(server.running.port, '127.0.0.1', () => {
      socket.write(head)
      if (!waits) socket.write(body)
    })
    let got = ''
    socket.setEncoding('utf8').on('data', part => {
      got += part
      if (waits && got === 'HTTP/1.1 100 Continue\r\n\r\n') socket.write(body)
      else if (/\r\n\r\n.*[\]}]$/s.test(got)) socket.end()
    })
    socket.on('close', () => resolve(got))
    socket.on('error', reject)
  })
}

test.each(recorded.map(one => [one.client, one] as const))(
  '%s',
  async (_, { head, body, encoding, gets, rules = [] }) => {
    server.put('webcanape', 'clients', { id: 900, name: 'ООО Ромашка', type: 1, user_id: 12 })
    server.put('salesman', 'users', { iduser: 7, login: 'маша', title: 'Маша', role: 'admin' })
    const bytes = bytesOf(body, encoding)
    expect(await send(Buffer.from(head.replace('LENGTH', String(bytes.length))), bytes)).toContain(gets)
    expect(brokenRules(server)).toEqual(rules)
  },
)
