import { schema } from '../../api.ts'
import { cached } from './cached.ts'
import { ok } from './envelope.ts'
import { known, sent } from './known.ts'
import type { Street } from './records.ts'
import { operation } from './types.ts'

const streetView = ({ id, name, postCode }: Readonly<Street>) => ({ id, name, postCode })

export const list = operation('GET /Streets', {
  id: 'streets.list',
  summary: 'Улицы города',
  docs: 'rkeeper.txt: Streets?cityId=, список',
  query: schema<{ cityId: string }>('rkeeper/city.query.json'),
  replies: { 200: schema('rkeeper/streets.list.reply.json') },
  ...cached,
  handle(call) {
    const { store, query } = call
    const city = known(store.cities, 'cityId', query.cityId)
    return ok(call, store.streets.inOrder('cityId', city.id).map(streetView))
  },
})

export const create = operation('POST /Streets', {
  id: 'streets.create',
  summary: 'Добавить улицу',
  docs: 'rkeeper.txt: Streets?cityId=, добавление',
  query: schema<{ cityId: string }>('rkeeper/city.query.json'),
  body: schema<{ Name: string; PostCode?: string }>('rkeeper/streets.create.json'),
  replies: { 200: schema('rkeeper/street.reply.json') },
  find: ({ store, query }) => known(store.cities, 'cityId', query.cityId),
  handle(call) {
    const { store, found, body } = call
    const { Name: name, PostCode: postCode = '' } = body
    return ok(call, streetView(store.streets.insert({ name, postCode, cityId: found.id })))
  },
})

export const update = operation('PUT /Streets', {
  id: 'streets.update',
  summary: 'Изменить улицу',
  docs: 'rkeeper.txt: Streets?Id=, изменение',
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  body: schema<{ Name?: string; PostCode?: string }>('rkeeper/streets.update.json'),
  replies: { 200: schema('rkeeper/street.reply.json') },
  find: ({ store, query }) => known(store.streets, 'Id', query.Id),
  handle(call) {
    const { store, found, body } = call
    return ok(call, streetView(store.streets.update(found.id, sent({ name: body.Name, postCode: body.PostCode }))))
  },
})

/** Addresses keep its id. */
export const remove = operation('DELETE /Streets', {
  id: 'streets.delete',
  summary: 'Удалить улицу',
  docs: 'rkeeper.txt: Streets?Id=, удаление',
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  replies: { 200: schema('rkeeper/id.reply.json') },
  find: ({ store, query }) => known(store.streets, 'Id', query.Id),
  handle(call) {
    call.store.streets.remove(call.found.id)
    return ok(call, { id: call.found.id })
  },
})
