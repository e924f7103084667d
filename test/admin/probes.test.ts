import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { StartGate } from '../../src/core/http/start-gate.ts'
import { send, serve } from '../support/server.ts'
import { shop } from '../support/shop.ts'

const server = await serve({ apis: [shop], api: ['shop'], scenario: 'empty', host: '127.0.0.1', adminToken: 's3cret' })

describe('GET /live and GET /ready', () => {
  test.each([
    ['live', {}],
    ['ready', {}],
    ['live', { host: 'balancer.internal' }],
    ['ready', { host: 'balancer.internal', origin: 'http://balancer.internal' }],
  ])('%s is 200 without a token, whatever host is asked (%o)', async (status, headers) => {
    expect(await send(server.running.url, { path: `/__admin/${status}`, headers })).toMatchObject({
      status: 200,
      text: `{"status":"${status}"}`,
    })
  })

  test('everything beside them still needs the token', async () => {
    for (const path of ['health', 'live/', 'liveness', 'metrics', '', 'ready/x'])
      expect(await send(server.running.url, { path: `/__admin/${path}` })).toMatchObject({ status: 401 })
    expect(await send(server.running.url, { path: '/~w1/__admin/ready' })).toMatchObject({ status: 404 })
  })

  test('they are asked by GET and HEAD', async () => {
    expect(await send(server.running.url, { method: 'HEAD', path: '/__admin/ready' })).toMatchObject({ status: 200 })
    expect(await send(server.running.url, { method: 'POST', path: '/__admin/ready' })).toMatchObject({
      status: 405,
      headers: { allow: 'GET, HEAD' },
    })
  })
})

test('while a server starts it lives, is not ready, and what else comes is answered when it has started', async () => {
  const gate = new StartGate()
  const starting = createServer(gate.listener)
  await new Promise<void>(resolve => starting.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(starting.address() as AddressInfo).port}`
  try {
    expect(await send(url, { path: '/__admin/live' })).toMatchObject({ status: 200, body: { status: 'live' } })
    expect(await send(url, { path: '/__admin/ready' })).toMatchObject({
      status: 503,
      headers: { 'content-type': 'application/problem+json; charset=utf-8', 'retry-after': '1' },
      body: { title: 'Not ready', detail: 'The server is starting.', hint: expect.any(String) },
    })
    const early = send(url, { method: 'POST', path: '/shop/v1/items', body: { title: 'lamp' } })
    // The next request on another line is answered first: the early one has come by then.
    await send(url, { path: '/__admin/live' })
    gate.open((req, res) => {
      req.setEncoding('utf8').on('data', text => res.end(`carried out ${req.url} ${text}`))
    })
    expect(await early).toMatchObject({ status: 200, text: 'carried out /shop/v1/items {"title":"lamp"}' })
  } finally {
    starting.close()
    starting.closeAllConnections()
  }
})
