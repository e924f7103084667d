import { describe, expect, test } from 'vitest'
import { kaktus } from '../../../src/apis/kaktus/index.ts'
import { serve } from '../../support/server.ts'
import { COUNTERAGENTS, failure, idOf } from './views.ts'

const server = await serve({ scenario: 'empty', now: '2024-03-01T09:00:00+03:00', frozen: true })

const { login, password } = kaktus.account as { login: string; password: string }
const signIn = (body: unknown = { login, password }, path = '/api/lite/auth') =>
  server.send({ method: 'POST', path, body })
const list = (authorization?: string) =>
  server.send({ path: COUNTERAGENTS, ...(authorization !== undefined && { headers: { authorization } }) })
const tokenOf = async () => ((await signIn()).body as { access_token: string }).access_token

const LISTED = { success: true, recordsTotal: 0, counteragents: [] }
const REFUSED = failure('Authorization: токен не указан, неверен или просрочен')

describe('auth.login', () => {
  test('a right pair gets a token for four hours', async () => {
    const { text, status } = await signIn()
    expect(status).toBe(200)
    expect(text).toMatch(
      new RegExp(`^{"access_token":"[0-9a-f]{32}","token_type":"bearer","login":"${login}","expires_in":14400}$`),
    )
  })

  test('tokens differ, and come again after a reset', async () => {
    const first = [await tokenOf(), await tokenOf()]
    expect(new Set(first).size).toBe(2)
    await server.reset()
    expect([await tokenOf(), await tokenOf()]).toEqual(first)
  })

  test.each([
    ['a wrong password', { login, password: `${password}x` }],
    ['a wrong login', { login: 'x', password }],
    ['an empty pair', { login: '', password: '' }],
  ])('K9: %s gets the envelope', async (_, pair) => {
    expect(await signIn(pair)).toMatchObject({ status: 200, body: failure('Неверный логин или пароль') })
    server.readings({ 'kaktus.errorStatus': '4xx' })
    expect(await signIn(pair)).toMatchObject({ status: 401, body: failure('Неверный логин или пароль') })
  })

  test('a missing login and a number for a password are told at once', async () => {
    server.readings({ 'kaktus.errorStatus': '4xx' })
    expect(await signIn({ password: 5 })).toMatchObject({
      status: 400,
      body: failure('Поле login: обязательно', 'Поле password: недопустимое значение 5'),
    })
  })

  test('the journal shows neither its credentials nor the token that it gives', async () => {
    const { access_token } = (await signIn()).body as { access_token: string }
    const { body } = await server.admin('GET /sandboxes/default/requests')
    const kept = JSON.stringify(body)
    expect(kept).toContain('auth.login')
    expect([login, password, access_token].filter(secret => kept.includes(secret))).toEqual([])
  })
})

describe('K8, reading auth = none', () => {
  test('no token is needed, a wrong one is ignored', async () => {
    expect((await list()).body).toEqual(LISTED)
    expect((await list('Bearer wrong')).body).toEqual(LISTED)
  })
})

describe('K8, reading auth = bearer', () => {
  const demanded = () => server.readings({ 'kaktus.auth': 'bearer' })

  test('a token from auth.login opens every operation, without one they are closed', async () => {
    demanded()
    const authorization = `Bearer ${await tokenOf()}`
    const requests = [
      { path: COUNTERAGENTS },
      { method: 'POST', path: COUNTERAGENTS, body: { id: idOf(1), type: 'PERSON', name: 'Ия', person: {} } },
      { method: 'DELETE', path: `${COUNTERAGENTS}?id=${idOf(1)}` },
    ]
    for (const request of requests) {
      expect((await server.send(request)).body).toEqual(REFUSED)
      expect((await server.send({ ...request, headers: { authorization } })).body).toMatchObject({ success: true })
    }
  })

  test.each(['', 'Bearer', 'Bearer wrong', 'Basic eDp5', 'Bearer undefined'])(
    '«%s» is refused',
    async authorization => {
      demanded()
      await tokenOf()
      expect(await list(authorization)).toMatchObject({ status: 200, body: REFUSED })
      server.readings({ 'kaktus.errorStatus': '4xx' })
      expect(await list(authorization)).toMatchObject({ status: 401, body: REFUSED })
    },
  )

  test('the scheme is read in any case', async () => {
    demanded()
    expect((await list(`bearer ${await tokenOf()}`)).body).toEqual(LISTED)
  })

  test('a token lives four hours by the sandbox’s clock', async () => {
    demanded()
    const token = await tokenOf()
    server.advance(4 * 3600 - 1)
    expect((await list(`Bearer ${token}`)).body).toEqual(LISTED)
    server.advance(1)
    expect((await list(`Bearer ${token}`)).body).toEqual(REFUSED)
  })

  test('a token outlives the next hundred sign-ins less one, no more', async () => {
    demanded()
    const token = await tokenOf()
    for (let n = 1; n < 100; n++) await tokenOf()
    expect((await list(`Bearer ${token}`)).body).toEqual(LISTED)
    await tokenOf()
    expect((await list(`Bearer ${token}`)).body).toEqual(REFUSED)
  })

  test('a token is forgotten by a reset', async () => {
    const token = await tokenOf()
    await server.reset()
    demanded()
    expect((await list(`Bearer ${token}`)).body).toEqual(REFUSED)
  })

  test('an unknown path is told before a missing token', async () => {
    server.readings({ 'kaktus.auth': 'bearer', 'kaktus.errorStatus': '4xx' })
    expect((await server.send({ path: '/api/lite/nothing' })).status).toBe(404)
  })
})

describe('the sandbox that a login names', () => {
  test('its token names it too, so that the client stays there', async () => {
    const { body } = await signIn({ login: `${login}~kaktus-1`, password })
    expect(body).toMatchObject({ login, access_token: expect.stringMatching(/^[0-9a-f]{32}~kaktus-1$/) })
    const box = server.running.sandboxes.get('kaktus-1')!
    box.configure({ readings: { 'kaktus.auth': 'bearer' } })
    const { access_token } = body as { access_token: string }
    expect((await list(`Bearer ${access_token}`)).body).toEqual(LISTED)
    expect(box.journal.entries().map(({ operation }) => operation)).toEqual(['auth.login', 'counteragents.list'])
  })
})
