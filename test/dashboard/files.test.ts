import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { serve } from '../support/server.ts'

const { send } = await serve({ adminToken: 'open-sesame' })
const ui = join(packageRoot, 'dist/ui')
const files = readdirSync(ui, { recursive: true, encoding: 'utf8' })

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

test('all files together take at most 61,440 bytes gzipped, and none is a source map', () => {
  const size = files.reduce((sum, file) => sum + gzipSync(readFileSync(join(ui, file))).length, 0)
  expect(size).toBeLessThanOrEqual(61_440)
  expect(files.filter(file => file.endsWith('.map'))).toEqual([])
  expect(readFileSync(join(ui, 'main.js'), 'utf8')).not.toContain('sourceMappingURL')
})

test('the page loads nothing from elsewhere', () => {
  for (const file of files) {
    const text = readFileSync(join(ui, file), 'utf8').replaceAll('http://www.w3.org/', '')
    expect({ file, addresses: text.match(/\bhttps?:\/\/[a-z]|url\(/g) }).toEqual({ file, addresses: null })
  }
})

test.each([
  ['/__admin/ui', 'text/html; charset=utf-8'],
  ['/__admin/ui?lang=en', 'text/html; charset=utf-8'],
  ['/__admin/ui/main.js', 'text/javascript; charset=utf-8'],
  ['/__admin/ui/main.css', 'text/css; charset=utf-8'],
])('%s needs no token, and is served with what keeps a page safe', async (path, type) => {
  expect(await send({ path })).toMatchObject({
    status: 200,
    headers: {
      'content-type': type,
      'content-security-policy': CSP,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    },
  })
})

test.each([
  ['GET', '/__admin/ui/main.js.map', 404],
  ['GET', '/__admin/ui/../admin.js', 404],
  ['GET', '/__admin/ui/%2e%2e/package.json', 404],
  ['GET', '/__admin/ui/constructor', 404],
  ['POST', '/__admin/ui', 405],
  ['DELETE', '/__admin/ui/main.js', 405],
])('%s %s is a problem document: %i', async (method, path, status) => {
  expect(await send({ method, path })).toMatchObject({ status, body: { status, hint: expect.any(String) } })
})

test('data needs the token as before', async () => {
  expect(await send({ path: '/__admin/sandboxes' })).toMatchObject({ status: 401 })
  expect(await send({ path: '/__admin/uixyz' })).toMatchObject({ status: 401 })
  expect(await send({ path: '/__admin', headers: { accept: 'application/json' } })).toMatchObject({ status: 401 })
})

test.each(['/', '/__admin', '/__admin/'])('%s leads browsers to the page, HEAD too', async path => {
  const headers = { accept: 'text/html,application/xhtml+xml' }
  for (const method of ['GET', 'HEAD'])
    expect(await send({ method, path, headers })).toMatchObject({ status: 302, headers: { location: '/__admin/ui' } })
  expect(await send({ method: 'POST', path, headers, body: {} })).not.toMatchObject({ status: 302 })
})

test('HEAD of a file has no body', async () => {
  expect(await send({ method: 'HEAD', path: '/__admin/ui' })).toMatchObject({ status: 200, text: '' })
})

test('a page of another site gets no file', async () => {
  const headers = { 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'script' }
  expect(await send({ path: '/__admin/ui/main.js', headers })).toMatchObject({ status: 403 })
  expect(await send({ path: '/__admin/ui', headers: { host: 'evil.example' } })).toMatchObject({ status: 421 })
})
