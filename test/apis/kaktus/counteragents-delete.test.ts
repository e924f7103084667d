import { expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'
import { COUNTERAGENTS, failure, idOf } from './views.ts'

const server = await serve({ scenario: 'empty' })

const remove = (id: string) => server.send({ method: 'DELETE', path: `${COUNTERAGENTS}?id=${id}` })

function twoOfOneOrganization(): void {
  server.put('kaktus', 'organizations', { id: idOf(70), name: 'Общая' })
  server.put('kaktus', 'counteragents', { id: idOf(1), name: 'Первый', organizationId: idOf(70) })
  server.put('kaktus', 'counteragents', { id: idOf(2), name: 'Второй', organizationId: idOf(70) })
}

test('K6: an organization goes only with its last counteragent', async () => {
  twoOfOneOrganization()
  expect((await remove(idOf(1))).text).toBe('{"success":true}')
  expect(server.all('kaktus', 'organizations')).toHaveLength(1)
  expect((await remove(idOf(2))).text).toBe('{"success":true}')
  expect(server.all('kaktus', 'organizations')).toEqual([])
})

test('K6: a person goes, and what is not there cannot go again', async () => {
  server.put('kaktus', 'counteragents', { id: idOf(5), type: 'PERSON', name: 'Ия', person: {} })
  expect((await remove(idOf(5))).body).toEqual({ success: true })
  expect((await remove(idOf(5))).body).toEqual(failure(`Контрагент ${idOf(5)} не найден`))
})

test('K6: a counteragent that is in use stays, and its organization too', async () => {
  twoOfOneOrganization()
  server.put('kaktus', 'usages', { id: 'u1', counteragentId: idOf(2), kind: 'product' })
  const before = server.box.world.tables
  expect((await remove(idOf(2))).body).toEqual(failure(`Контрагент ${idOf(2)} используется, удалить его нельзя`))
  expect(server.box.world.tables).toBe(before)
  expect((await remove(idOf(1))).body).toEqual({ success: true })
})

rows(server, [
  {
    docs: 'K6, Удаление контрагента',
    says: 'an unknown id is an error',
    send: { method: 'DELETE', path: `${COUNTERAGENTS}?id=${idOf(9)}` },
    gets: { status: 200, body: failure(`Контрагент ${idOf(9)} не найден`) },
  },
  {
    docs: 'K6, Удаление контрагента',
    says: 'a missing id is an error',
    send: { method: 'DELETE', path: COUNTERAGENTS },
    gets: { status: 200, body: failure('Параметр id: обязательно') },
  },
  {
    docs: 'K6, Удаление контрагента',
    says: 'an empty id is an error',
    send: { method: 'DELETE', path: `${COUNTERAGENTS}?id=` },
    gets: { status: 200, body: failure('Параметр id: недопустимое значение ""') },
  },
  {
    docs: 'K7, reading errorStatus = 4xx',
    says: 'an unknown id is 404',
    given: () => server.readings({ 'kaktus.errorStatus': '4xx' }),
    send: { method: 'DELETE', path: `${COUNTERAGENTS}?id=${idOf(9)}` },
    gets: { status: 404, body: failure(`Контрагент ${idOf(9)} не найден`) },
  },
  {
    docs: 'K7, reading errorStatus = 4xx',
    says: 'a missing id is 400',
    given: () => server.readings({ 'kaktus.errorStatus': '4xx' }),
    send: { method: 'DELETE', path: COUNTERAGENTS },
    gets: { status: 400, body: failure('Параметр id: обязательно') },
  },
  {
    docs: 'K7, reading errorStatus = 4xx',
    says: 'a counteragent in use is 409',
    given: () => {
      server.readings({ 'kaktus.errorStatus': '4xx' })
      server.put('kaktus', 'counteragents', { id: idOf(5), name: 'Нужный' })
      server.put('kaktus', 'usages', { id: 'u1', counteragentId: idOf(5) })
    },
    send: { method: 'DELETE', path: `${COUNTERAGENTS}?id=${idOf(5)}` },
    gets: { status: 409, body: failure(`Контрагент ${idOf(5)} используется, удалить его нельзя`) },
  },
])
