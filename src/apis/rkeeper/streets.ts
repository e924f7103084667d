import { schema } from '../../api.ts'
import { CACHED, cached } from './cached.ts'
import { missingCases, unknownCases } from './cases.ts'
import { ok } from './envelope.ts'
import { known, sent } from './known.ts'
import type { Street } from './records.ts'
import { operation } from './types.ts'

const streetView = ({ id, name, postCode }: Readonly<Street>) => ({ id, name, postCode })

const LIST = 'rkeeper.txt: Streets?cityId=, список'

export const list = operation('GET /Streets', {
  id: 'streets.list',
  summary: 'Улицы города',
  docs: LIST,
  query: schema<{ cityId: string }>('rkeeper/city.query.json'),
  replies: { 200: schema('rkeeper/streets.list.reply.json') },
  cases: [CACHED, ...missingCases(LIST, 'cityId'), ...unknownCases(LIST, 'cityId')],
  ...cached,
  handle(call) {
    const { store, query } = call
    const city = known(store.cities, 'cityId', query.cityId)
    return ok(call, store.streets.inOrder('cityId', city.id).map(streetView))
  },
})

const CREATE = 'rkeeper.txt: Streets?cityId=, добавление'

export const create = operation('POST /Streets', {
  id: 'streets.create',
  summary: 'Добавить улицу',
  docs: CREATE,
  query: schema<{ cityId: string }>('rkeeper/city.query.json'),
  body: schema<{ Name: string; PostCode?: string }>('rkeeper/streets.create.json'),
  replies: { 200: schema('rkeeper/street.reply.json') },
  cases: [...missingCases(CREATE, 'cityId', 'Name'), ...unknownCases(CREATE, 'cityId')],
  find: ({ store, query }) => known(store.cities, 'cityId', query.cityId),
  handle(call) {
    const { store, found, body } = call
    const { Name: name, PostCode: postCode = '' } = body
    return ok(call, streetView(store.streets.insert({ name, postCode, cityId: found.id })))
  },
})

const UPDATE = 'rkeeper.txt: Streets?Id=, изменение'

export const update = operation('PUT /Streets', {
  id: 'streets.update',
  summary: 'Изменить улицу',
  docs: UPDATE,
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  body: schema<{ Name?: string; PostCode?: string }>('rkeeper/streets.update.json'),
  replies: { 200: schema('rkeeper/street.reply.json') },
  cases: [...missingCases(UPDATE, 'Id'), ...unknownCases(UPDATE, 'Id')],
  find: ({ store, query }) => known(store.streets, 'Id', query.Id),
  handle(call) {
    const { store, found, body } = call
    return ok(call, streetView(store.streets.update(found.id, sent({ name: body.Name, postCode: body.PostCode }))))
  },
})

const DELETE = 'rkeeper.txt: Streets?Id=, удаление'

/** Addresses keep its id. */
export const remove = operation('DELETE /Streets', {
  id: 'streets.delete',
  summary: 'Удалить улицу',
  docs: DELETE,
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  replies: { 200: schema('rkeeper/id.reply.json') },
  cases: [...missingCases(DELETE, 'Id'), ...unknownCases(DELETE, 'Id')],
  find: ({ store, query }) => known(store.streets, 'Id', query.Id),
  handle(call) {
    call.store.streets.remove(call.found.id)
    return ok(call, { id: call.found.id })
  },
})
