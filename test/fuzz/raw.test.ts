import { connect } from 'node:net'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { run } from '../../src/server.ts'
import { seed } from './seed.ts'

/** Bytes that are hardly HTTP: lengths that lie, broken heads, noise. Whatever they are, the server lives on. */
const defects: unknown[] = []
const running = await run({ port: 0, host: '127.0.0.1', records: 0, onDefect: error => defects.push(error) })
afterAll(() => running.close())

const world = () => running.sandboxes.get('default')!.world
const BODY = '{"naimenovanie":"Ромашка"}'
const HEADS = [
  ...['Content-Length: 5', 'Content-Length: 500', 'Content-Length: -1', 'Content-Length: x', 'Content-Length: 1e9'],
  ...['Content-Length: 26\r\nContent-Length: 27', 'Transfer-Encoding: chunked', 'Transfer-Encoding: x, chunked'],
  ...[
    'Content-Length: 5\r\nTransfer-Encoding: chunked',
    'Content-Encoding: gzip',
    'Expect: 200-maybe',
    'Upgrade: websocket',
  ],
  ...[
    'Connection: upgrade\r\nUpgrade: h2c',
    ': no name',
    'No colon',
    `X: ${'x'.repeat(20_000)}`,
    'Host: a\r\nHost: b',
    'X:\u0000',
  ],
]
const LINES = [
  'POST /api/clients HTTP/1.1',
  'POST /api/clients HTTP/1.0',
  'POST /api/clients HTTP/9.9',
  'POST /api/clients',
]
const TARGETS = [
  'GET * HTTP/1.1',
  'CONNECT a:1 HTTP/1.1',
  'GET /api/клиенты HTTP/1.1',
  'PRI * HTTP/2.0',
  'get / HTTP/1.1',
  '',
]

const bytes = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...LINES, ...TARGETS),
      fc.subarray(HEADS, { maxLength: 2 }),
      fc.constantFrom(BODY, '', '5\r\nabcde\r\n0\r\n\r\n'),
    )
    .map(([line, heads, body]) => [line, 'Host: localhost', ...heads, '', body].join('\r\n')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.constantFrom(
    '\r\n\r\n',
    '\u0016\u0003\u0001',
    'GET / HTTP/1.1\r\n',
    'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(20),
  ),
)

/** What comes back until the connection ends, or for a moment where the server waits for more. */
const sent = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(running.port, '127.0.0.1', () => socket.end(text))
    socket.setTimeout(3000, () => {
      socket.destroy()
      reject(new Error('The connection is neither answered nor closed'))
    })
    socket.on('data', data => {
      answer += data
    })
    socket.on('error', () => resolve(answer))
    socket.on('close', () => resolve(answer))
  })

test('bytes that are hardly HTTP are answered or hung up on, and a refused one changes nothing', async () => {
  await fc.assert(
    fc.asyncProperty(bytes, async text => {
      const before = world()
      const answer = await sent(text)
      expect(defects.splice(0)).toEqual([])
      expect(answer).not.toMatch(/ at .*:\d+:\d+|node_modules|node:internal/)
      for (const [, status] of answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)) expect(status).toMatch(/^[1234]|^501$|^505$/)
      if (!/^HTTP\/1\.1 2/m.test(answer)) expect(world()).toBe(before)
    }),
    { seed, numRuns: 500 },
  )
  expect(await sent('GET /__admin/health HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n')).toMatch(
    /^HTTP\/1\.1 200 /,
  )
}, 60_000)
