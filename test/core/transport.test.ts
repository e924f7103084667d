import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'

const server = await serve({ bodyLimit: 1000 })

/** Sends bytes as they are and gives all that comes back. */
const raw = (text: string | Buffer): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(server.running.port, '127.0.0.1', () => socket.end(text))
    let got = ''
    socket.on('data', part => {
      got += part
    })
    socket.on('end', () => resolve(got))
    socket.on('error', reject)
  })

describe('the server', () => {
  test('answers what is not HTTP', async () => {
    expect(await raw('hello\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 Bad Request/)
  })

  test('answers headers past all bounds with 431', async () => {
    const got = await raw(`GET /api/clients HTTP/1.1\r\nHost: localhost\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`)
    expect(got).toMatch(/^HTTP\/1\.1 431 /)
  })

  test('refuses a body that is too long in the envelope of the vendor, and the connection goes on', async () => {
    const body = JSON.stringify({ naimenovanie: 'я'.repeat(3000) })
    const request = `POST /api/clients HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
    const got = await raw(
      `${request}GET /api/clients/10000000000048/balance HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    )
    expect(got).toMatch(/^HTTP\/1\.1 413 .*\{"result":\{\},"error":"[^"]+"\}HTTP\/1\.1 200 .*\{"result":100\.00\}$/s)
  })

  test('does not wait for the end of a body that has none', async () => {
    const got = await new Promise<string>(resolve => {
      const socket = connect(server.running.port, '127.0.0.1', () => {
        socket.write('POST /api/clients HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n')
        socket.write(`7d0\r\n${'a'.repeat(2000)}\r\n`)
      })
      socket.on('data', part => {
        resolve(String(part))
        socket.destroy()
      })
    })
    expect(got).toMatch(/^HTTP\/1\.1 413 /)
  })

  test('names the nearest operations where nothing answers', async () => {
    const got = await server.send({ path: '/api/client/10000000000048' })
    expect(got.status).toBe(404)
    expect(got.headers['content-type']).toContain('application/problem+json')
    expect(got.body).toMatchObject({
      received: { method: 'GET', path: '/api/client/10000000000048' },
      nearest: [{ operation: 'vodyanoy clients.get', method: 'GET', path: '/api/clients/:id' }, {}, {}],
    })
  })

  test('answers HEAD as GET without a body, and a preflight with 204', async () => {
    const head = await server.send({ method: 'HEAD', path: '/api/clients/10000000000048' })
    expect({ status: head.status, text: head.text, length: Number(head.headers['content-length']) > 100 }).toEqual({
      status: 200,
      text: '',
      length: true,
    })
    const preflight = await server.send({
      method: 'OPTIONS',
      path: '/api/clients',
      headers: {
        origin: 'http://localhost:3000',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers).toMatchObject({
      'access-control-allow-origin': 'http://localhost:3000',
      'access-control-allow-headers': 'content-type',
    })
    expect((await server.send({ method: 'OPTIONS', path: '/api/clients' })).status).toBe(405)
  })
})
