import { describe, expect, test } from 'vitest'
import { serve } from '../support/server.ts'
import { brokenRules, isHere, play, unless } from './program.ts'

const server = await serve()
const isThere = isHere('python3', '-c', 'import requests')
const flower = { id: 900, name: 'ООО Ромашка', type: 1, user_id: 12 }

describe.runIf(isThere)(`Python, requests and http.client${unless(isThere, 'python3-requests')}`, () => {
  test.each<[string, string, object]>([
    ['requests: JSON', 'json', { result: expect.anything() }],
    ['requests: letters in a URL', 'letters', { response: { items: [{ id: 900, name: flower.name }] } }],
    ['requests: brackets in parameters', 'params', { count: expect.any(Number) }],
    ['requests: a form', 'form', { response: { name: flower.name } }],
    ['requests: a file beside fields', 'files', { result: 'Успешно' }],
    ['requests: bytes of UTF-8 in a header', 'login', { data: { clid: '1781' } }],
    ['requests: gzip', 'gzip', { result: expect.anything() }],
    ['requests: a body in chunks', 'stream', { status: 'Ok', data: { note: '1' } }],
    ['requests: one connection for all', 'again', { limit: 1 }],
    ['http.client: JSON with GET', 'plain-get-json', { data: { clid: '1781' } }],
    ['http.client: a body in chunks', 'plain-chunks', { token_type: 'bearer' }],
    ['http.client: a form in windows-1251', 'plain-1251', { response: { name: flower.name } }],
  ])('%s', async (_, scene, body) => {
    server.put('webcanape', 'clients', { ...flower })
    server.put('salesman', 'users', { iduser: 7, login: 'маша', title: 'Маша', role: 'admin' })
    const got = await play(server, 'python3', 'client.py', scene)
    expect({ ...got, rules: brokenRules(server) }).toMatchObject({ status: 200, body, rules: [] })
  })
})
