import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { asObject, joinHeaders, putHeader } from '../../src/core/lib/header-list.ts'

const seen: { raw: string[]; headers: IncomingHttpHeaders }[] = []
const server = createServer((req, res) => {
  seen.push({ raw: req.rawHeaders, headers: req.headers })
  res.end()
}).listen(0, '127.0.0.1')
afterAll(() => server.close())

const name = fc.constantFrom(
  ...['Cookie', 'COOKIE', 'Accept', 'accept', 'X-Mine', 'x-mine', 'User-Agent', 'Referer', 'Authorization', 'From'],
  ...['If-Modified-Since', 'Set-Cookie', 'Retry-After', 'Expires', 'Age', 'ETag', 'Server', 'Forwarded', 'Origin'],
)
const value = fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '=', '"'), maxLength: 5 })

describe('headers as a list', () => {
  test('are joinHeaders by name as Node joins them', async () => {
    const { port } = server.address() as AddressInfo
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(name, value), { maxLength: 12 }), async headers => {
        const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')
        const socket = connect(port, '127.0.0.1')
        socket.write(`GET / HTTP/1.1\r\nHost: here\r\n${lines}Connection: close\r\n\r\n`)
        socket.resume()
        await once(socket, 'close')
        const { raw, headers: byNode } = seen.pop()!
        expect(joinHeaders(raw)).toEqual({ ...byNode })
      }),
      { numRuns: 200 },
    )
  })

  test('hold one header of a name, whatever its case', () => {
    const headers = ['content-type', 'text/html', 'x-a', '1']
    putHeader(headers, 'Content-Type', 'text/plain', headers.length)
    putHeader(headers, 'x-b', '2', headers.length)
    expect(headers).toEqual(['Content-Type', 'text/plain', 'x-a', '1', 'x-b', '2'])
    expect(asObject(headers)).toEqual({ 'Content-Type': 'text/plain', 'x-a': '1', 'x-b': '2' })
  })
})
