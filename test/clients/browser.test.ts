import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Browser, chromium, type Page } from '@playwright/test'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'

// T6: a page of another origin, in a browser.

const debian = '/usr/bin/chromium'
const server = await serve()
const shop = createServer((_, res) => res.setHeader('content-type', 'text/html').end('<title>Shop</title>'))
let browser: Browser
let page: Page

beforeAll(async () => {
  shop.listen(0, '127.0.0.1')
  await once(shop, 'listening')
  browser = await chromium.launch({
    args: ['--no-sandbox', '--disable-gpu'],
    ...(existsSync(debian) && { executablePath: debian }),
  })
  page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${(shop.address() as AddressInfo).port}/`)
}, 60_000)

afterAll(async () => {
  await browser?.close()
  shop.close()
})

interface Asked {
  readonly path: string
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly json?: unknown
  /** Sent as `FormData`. */
  readonly form?: Record<string, string>
  /** Headers of the answer that the page reads. */
  readonly reads?: readonly string[]
}

/** What a script of the page gets; the browser decides what it may see. */
const ask = (asked: Asked) =>
  page.evaluate(
    async ({ url, method = 'GET', headers = {}, json, form, reads = [] }) => {
      const data = new FormData()
      for (const [name, value] of Object.entries(form ?? {})) data.append(name, value)
      const response = await fetch(url, {
        method,
        credentials: 'include',
        headers: { ...(json !== undefined && { 'content-type': 'application/json' }), ...headers },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        ...(form && { body: data }),
      })
      return {
        status: response.status,
        body: await response.json(),
        headers: Object.fromEntries(
          ['x-mock-request-id', ...reads].map(name => [name, response.headers.get(name)] as const),
        ),
      }
    },
    { ...asked, url: server.running.url + asked.path },
  )

const salesman = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
const bearer = { authorization: 'Bearer sandbox-key' }
const card = '/rest/client/123?fields=id,phone'

test.each<[string, Asked, object, object?]>([
  ['Vodyanoy: a list', { path: '/api/clients?limit=1', headers: { authorization: 'Bearer any' } }, { limit: 1 }],
  [
    'Vodyanoy: JSON',
    { path: '/api/clients', method: 'POST', json: { naimenovanie: 'Жук' } },
    { result: expect.anything() },
  ],
  [
    'Kaktus: a Bearer token',
    { path: '/api/lite/settings/counteragents', headers: { authorization: 'Bearer any' } },
    { success: true },
  ],
  [
    'SalesMan: credentials in headers of its own',
    { path: '/developer/v3/client/fields', headers: salesman },
    { data: expect.objectContaining({ clid: expect.any(String) }) },
  ],
  [
    'SalesMan: FormData',
    { path: '/developer/v3/client/add', method: 'POST', headers: salesman, form: { title: 'ООО Лодка', 'a b': '1' } },
    { result: 'Успешно' },
  ],
  [
    'Web-canape: a Bearer token, and the headers of a list’s pages',
    { path: '/rest/client?fields=id', headers: bearer, reads: ['X-Pagination-Total-Count', 'Link'] },
    { response: { items: [{ id: 123 }] } },
    { 'X-Pagination-Total-Count': '1', Link: expect.stringContaining('rel=self') },
  ],
  [
    'Web-canape: PATCH',
    { path: card, method: 'PATCH', headers: { ...bearer, 'x-shop': '6' }, json: { phone: '7' } },
    { response: { id: 123, phone: '7' } },
  ],
  [
    'Web-canape: FormData',
    { path: '/rest/client?fields=name', method: 'POST', headers: bearer, form: { name: 'ООО Лодка', type: '1' } },
    { response: { name: 'ООО Лодка' } },
  ],
  [
    'r_keeper: its key, and what tells of its cache',
    { path: '/api/v1/crm/Countries?objectId=1', headers: { sid: 'rkeeper-sid' }, reads: ['x-mock-cache'] },
    { status: 'Ok' },
    { 'x-mock-cache': 'miss' },
  ],
  [
    'r_keeper: PUT',
    {
      ...{ path: '/api/v1/crm/Clients?objectId=1&clientId=10000000009188', method: 'PUT' },
      ...{ headers: { sid: 'rkeeper-sid' }, json: { note: 'звонить' } },
    },
    { status: 'Ok', data: expect.objectContaining({ note: 'звонить' }) },
  ],
])('%s', async (_, asked, body, headers = {}) => {
  const got = await ask(asked)
  expect(got).toMatchObject({ status: 200, body, headers })
  const entry = server.box.journal.entries().at(-1)!
  expect(got.headers['x-mock-request-id']).toBe(entry.id)
})

describe('what a page must see of a request that failed', () => {
  test('a refusal of the vendor’s', async () => {
    const got = await ask({ path: '/rest/client/99', headers: { authorization: 'Bearer wrong' } })
    expect(got).toMatchObject({ status: 401, headers: { 'x-mock-request-id': expect.any(String) } })
  })

  test('that a sandbox does not fit', async () => {
    expect(await ask({ path: '/~no%20such/rest/client' })).toMatchObject({
      status: 400,
      body: { title: expect.any(String) },
    })
  })
})

test('/__admin stays closed to it', async () => {
  await expect(ask({ path: '/__admin/apis' })).rejects.toThrow('Failed to fetch')
})
