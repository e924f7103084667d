import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { brokenRules, isHere, printed, unless } from './program.ts'

const server = await serve({ bodyLimit: 20_000 })
const { url } = server.running
const isThere = isHere('curl', '--version')
const salesman = ['-H', 'apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm', '-H', 'login: vladislav@isaler.ru']
const json = ['-H', 'content-type: application/json']
const crm = `${url}/rest/client?auth_key=sandbox-key&fields=id,name`
const flower = { id: 900, name: 'ООО Ромашка', type: 1, user_id: 12 }
const note = JSON.stringify({ note: 'я'.repeat(2000) })

/** Status and body; `--globoff`, as brackets are for the server. */
async function curl(...args: string[]): Promise<{ status: number; body: unknown }> {
  const text = await printed('curl', ['-s', '--globoff', '-w', '\n%{http_code}', ...args])
  const at = text.lastIndexOf('\n')
  return { status: Number(text.slice(at)), body: JSON.parse(text.slice(0, at)) }
}

describe.runIf(isThere)(`curl${unless(isThere, 'curl')}`, () => {
  test.each<[string, string[], number, object, string[]?]>([
    ['raw letters in a URL', [`${crm}&name=Ромашка`], 200, { response: { items: [{ id: 900 }] } }, ['raw-url']],
    [
      '-G with --data-urlencode',
      ['-G', crm, '--data-urlencode', 'name=Ромашка'],
      200,
      { response: { items: [{ id: 900 }] } },
    ],
    [
      'brackets in a URL',
      [...salesman, `${url}/developer/v3/client/list?filter[type]=client`],
      200,
      { count: expect.any(Number) },
    ],
    ['HTTP/1.0', ['--http1.0', `${url}/api/clients?limit=1`], 200, { limit: 1 }],
    [
      'HTTP/1.0 with a body',
      ['--http1.0', ...json, '-d', '{"naimenovanie":"Жук"}', `${url}/api/clients`],
      200,
      { result: expect.anything() },
    ],
    ['--http2, which it offers to change to', ['--http2', `${url}/api/clients?limit=1`], 200, { limit: 1 }],
    ['by --proxy, with an address as the target', ['--proxy', url, `${url}/api/clients?limit=1`], 200, { limit: 1 }],
    [
      'by --proxy with raw letters',
      ['--proxy', url, `${crm}&name=Ромашка`],
      200,
      { response: { items: [{ id: 900 }] } },
      ['raw-url'],
    ],
    ['-F', ['-F', 'name=ООО Ромашка', '-F', 'type=1', crm], 200, { response: { name: flower.name } }],
    [
      'Expect: 100-continue',
      [...['-X', 'PUT', ...json, '-H', 'sid: rkeeper-sid', '-H', 'expect: 100-continue', '-d', note]],
      200,
      { status: 'Ok' },
    ],
    [
      'a body in chunks',
      [...['-X', 'PUT', ...json, '-H', 'sid: rkeeper-sid', '-H', 'transfer-encoding: chunked', '-d', note]],
      200,
      { status: 'Ok' },
    ],
    [
      'JSON without a type, as -d sends it',
      ['-d', '{"naimenovanie":"Жук"}', `${url}/api/clients`],
      415,
      { error: expect.stringContaining('application/json') },
    ],
    ['any compression of the answer', ['--compressed', `${url}/api/clients?limit=1`], 200, { limit: 1 }],
  ])('%s', async (_, args, status, body, rules = []) => {
    server.put('webcanape', 'clients', { ...flower })
    const known = args.some(arg => arg.startsWith('http://127'))
    const to = known ? [] : [`${url}/api/v1/crm/Clients?objectId=1&clientId=10000000009188`]
    expect(await curl(...args, ...to)).toMatchObject({ status, body })
    expect(brokenRules(server)).toEqual(rules)
  })

  test('what waits for leave to send too much is told so at once, and sends nothing', async () => {
    const started = performance.now()
    const body = 'x'.repeat(30_000)
    const got = await curl(
      ...json,
      '-H',
      'expect: 100-continue',
      '--expect100-timeout',
      '15',
      '-d',
      body,
      `${url}/api/clients`,
    )
    expect(got).toMatchObject({ status: 413, body: { error: expect.stringContaining('размер') } })
    expect(performance.now() - started).toBeLessThan(10_000)
  })

  test('a proxy’s address of another host is not answered for it', async () => {
    const got = await curl('--proxy', url, 'http://crm.example/api/clients')
    expect(got).toMatchObject({ status: 421, body: { hint: expect.stringContaining('--allowed-host crm.example') } })
  })

  test('a tunnel is not dug', async () => {
    await expect(printed('curl', ['-s', '-S', '--proxy', url, 'https://127.0.0.1:1/api/clients'])).rejects.toThrow(
      /CONNECT|Proxy/i,
    )
  })
})
