import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { brokenRules, isHere, play, unless } from './program.ts'

const server = await serve()
const isThere = isHere('php', '-r', 'exit(extension_loaded("curl") ? 0 : 1);')
const flower = { id: 900, name: 'ООО Ромашка', type: 1, user_id: 12 }

describe.runIf(isThere)(`PHP, curl and streams${unless(isThere, 'php-curl')}`, () => {
  test.each<[string, string, object, string[]?]>([
    [
      'curl: raw letters in a URL',
      'curl-raw-url',
      { response: { items: [{ id: 900, name: flower.name }] } },
      ['raw-url'],
    ],
    ['curl: JSON', 'curl-json', { result: expect.anything() }],
    ['curl: PUT, any compression', 'curl-put', { status: 'Ok', data: { note: 'звонить' } }],
    ['curl: an array is multipart', 'curl-array', { result: 'Успешно' }],
    ['curl: nested arrays are a form', 'curl-nested', [{ result: 'Успешно' }, { result: 'Успешно' }]],
    ['curl: a file', 'curl-file', { response: { id: 124, name: flower.name } }],
    ['curl: Expect: 100-continue', 'curl-expect', { result: 'Успешно' }],
    ['curl: HTTP/1.0', 'curl-1.0', { limit: 1 }],
    ['curl: JSON with GET', 'curl-get-json', { data: { clid: '1781' } }],
    ['streams: raw letters in a URL', 'stream-raw-url', { response: { items: [{ id: 900 }] } }, ['raw-url']],
    ['streams: raw letters in a header', 'stream-raw-login', { data: { clid: '1781' } }],
    ['streams: a form', 'stream-form', { response: { name: flower.name } }],
    ['streams: another verb in a header', 'stream-method', { response: { id: 123, phone: '2' } }],
    ['streams: HTTP/1.0', 'stream-1.0', { success: true }],
  ])('%s', async (_, scene, body, rules = []) => {
    server.put('webcanape', 'clients', { ...flower })
    server.put('salesman', 'users', { iduser: 7, login: 'маша', title: 'Маша', role: 'admin' })
    const got = await play(server, 'php', 'client.php', scene)
    expect({ ...got, rules: brokenRules(server) }).toMatchObject({ status: 200, body, rules })
  })
})
