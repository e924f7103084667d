import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty' })

const ANNA = '50000000000001'
const client = (more: object, id = ANNA) => server.put('vodyanoy', 'clients', { id, naimenovanie: 'Анна', ...more })

describe('V8, psw', () => {
  const byPassword = (psw: string) => server.send({ path: `/api/clients?psw=${encodeURIComponent(psw)}` })
  const HASH = createHash('sha256').update('секрет').digest('hex')

  test('the password finds its client, and so does its check sum', async () => {
    client({ psw_hash: HASH })
    const found = { status: 200, text: `{"result":{"ID":"${ANNA}","NAIMENOVANIE":"Анна"}}` }
    expect(await byPassword('секрет')).toMatchObject(found)
    expect(await byPassword(HASH)).toMatchObject(found)
  })

  test('two clients with one password: the lower id', async () => {
    for (const id of ['50000000000003', '50000000000002']) client({ psw_hash: HASH }, id)
    expect((await byPassword(HASH)).body).toMatchObject({ result: { ID: '50000000000002' } })
    client({ psw_hash: HASH }, '9000000000001')
    expect((await byPassword(HASH)).body).toMatchObject({ result: { ID: '9000000000001' } })
  })

  rows(server, [
    {
      docs: 'V8',
      says: 'an empty password is refused, though clients have none',
      given: () => client({}),
      send: { path: '/api/clients?psw=' },
      gets: { status: 400, body: { result: {}, error: 'Параметр psw: не указан' } },
    },
    {
      docs: 'V8',
      says: 'a password in another case is another one',
      given: () => client({ psw_hash: HASH }),
      send: { path: `/api/clients?psw=${HASH.toUpperCase()}` },
      gets: { status: 404, text: '{"result":{}}' },
    },
    ...['tel=79000000001&psw=x', 'psw=x&tel=79000000001', 'tel=79000000001&psw='].map(query => ({
      docs: 'V8',
      says: `tel and psw together are refused: ${query}`,
      send: { path: `/api/clients?${query}` },
      gets: { status: 400, body: { result: {}, error: 'Параметр psw: нельзя указать вместе с tel' } },
    })),
    {
      docs: 'contract, rule 4',
      says: 'a limit beside psw changes nothing, and breaks a rule',
      given: () => client({ psw_hash: HASH }),
      send: { path: `/api/clients?psw=${HASH}&limit=0` },
      gets: {
        status: 200,
        body: { result: { ID: ANNA, NAIMENOVANIE: 'Анна' } },
        headers: { 'x-mock-violations': '1' },
      },
    },
  ])
})

describe('V9, not found', () => {
  const unknown = [
    '/50000000000099',
    '/50000000000099/balance',
    '/__proto__',
    '/constructor/balance',
    '?tel=79990000000',
  ]

  rows(
    server,
    unknown.flatMap(path => [
      {
        docs: 'V9, reading notFound = 404',
        says: path,
        send: { path: `/api/clients${path}` },
        gets: { status: 404, text: '{"result":{}}' },
      },
      {
        docs: 'V9, reading notFound = 200',
        says: path,
        given: () => server.readings({ 'vodyanoy.notFound': '200' }),
        send: { path: `/api/clients${path}` },
        gets: { status: 200, text: '{"result":{}}' },
      },
    ]),
  )

  rows(server, [
    {
      docs: 'V9, reading notFound = 200',
      says: 'an unknown psw stays 404, as documented',
      given: () => server.readings({ 'vodyanoy.notFound': '200' }),
      send: { path: '/api/clients?psw=нет' },
      gets: { status: 404, text: '{"result":{}}' },
    },
  ])
})
