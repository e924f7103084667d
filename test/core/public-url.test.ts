import { expect, test } from 'vitest'
import { startMockServer } from '../../src/index.ts'
import { send, serve } from '../support/server.ts'

const publicUrl = 'https://mock.example.com/crm'
const server = await serve({ api: ['webcanape', 'salesman'], publicUrl: `${publicUrl}/`, host: '127.0.0.1' })
const query = 'auth_key=sandbox-key'

test('urls of a sandbox begin with the public URL', async () => {
  expect((await server.admin('POST /sandboxes', { id: 'w1' })).body).toEqual({
    id: 'w1',
    urls: { salesman: `${publicUrl}/~w1/developer/v3`, webcanape: `${publicUrl}/~w1/rest` },
  })
})

test('Link and Location begin with the public URL', async () => {
  const list = await server.send({ path: `/~w1/rest/client?${query}` })
  expect(list.headers.link).toContain(`<${publicUrl}/~w1/rest/client?${query}`)
  const body = { name: 'ООО Ромашка', type: 1 }
  const made = await server.send({ method: 'POST', path: `/rest/client?${query}`, body })
  expect(made).toMatchObject({
    status: 200,
    headers: { location: expect.stringContaining(`${publicUrl}/rest/client/`) },
  })
})

test('OpenAPI names the public URL as its server', async () => {
  const { body } = await server.admin('GET /openapi/salesman')
  const { servers } = body as { servers: { url: string }[] }
  expect(servers.map(({ url }) => url)).toEqual([`${publicUrl}/developer/v3`, `${publicUrl}/~{sandbox}/developer/v3`])
})

test('the library gives it as the address for code under test, and speaks to the server itself', async () => {
  await using local = await startMockServer({ port: 0, records: 0, publicUrl })
  const box = await local.sandbox('w2')
  expect(box.baseUrl('salesman')).toBe(`${publicUrl}/~w2/developer/v3`)
  expect(local.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
})

test('the server answers under its public host, and lets its own pages use /__admin there', async () => {
  const { running } = server
  expect(
    await send(running.url, {
      path: '/__admin/health',
      headers: { host: 'mock.example.com', origin: 'https://mock.example.com' },
    }),
  ).toMatchObject({ status: 200 })
  // A proxy that keeps no host.
  expect(
    await send(running.url, { path: '/__admin/health', headers: { origin: 'https://mock.example.com' } }),
  ).toMatchObject({ status: 200 })
  expect(await send(running.url, { path: '/__admin/health', headers: { host: 'evil.example' } })).toMatchObject({
    status: 421,
  })
  expect(
    await send(running.url, { path: '/__admin/health', headers: { origin: 'https://evil.example' } }),
  ).toMatchObject({ status: 403 })
})

test('a public URL leaves a server on all addresses open under its other names', async () => {
  const open = await serve({ api: ['vodyanoy'], publicUrl, host: '0.0.0.0' })
  const path = '/api/clients?token=vodyanoy-token'
  expect(await send(open.running.url, { path, headers: { host: 'poligon:10400' } })).toMatchObject({ status: 200 })
})

test('what X-Forwarded-* says is not believed', async () => {
  const plain = await serve({ api: ['webcanape'] })
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-port': '444',
    forwarded: 'host=evil.example;proto=https',
  }
  const { url } = plain.running
  expect((await plain.admin('POST /sandboxes', { id: 'w1' }, headers)).body).toMatchObject({
    urls: { webcanape: `${url}/~w1/rest` },
  })
  const list = await plain.send({ path: `/rest/client?${query}`, headers })
  expect(list.headers.link).toContain(`<${url}/rest/client?${query}`)
})

test.each([
  'mock.example.com',
  'ftp://mock.example.com',
  'https://mock.example.com/?a=1',
  'https://a:b@mock.example.com',
])('%s cannot be the public URL', async url => {
  await expect(startMockServer({ port: 0, publicUrl: url })).rejects.toThrow(
    `option publicUrl must be a URL such as https://mock.example.com, without query, not "${url}"`,
  )
})
