import { schema } from '../../api.ts'
import { CACHED, cached } from './cached.ts'
import { missingCases, unknownCases } from './cases.ts'
import { ok } from './envelope.ts'
import { known, sent } from './known.ts'
import type { City } from './records.ts'
import { operation } from './types.ts'

const cityView = ({ id, name }: Readonly<City>) => ({ id, name })

const LIST = 'rkeeper.txt: Cities?countryId=, список'

export const list = operation('GET /Cities', {
  id: 'cities.list',
  summary: 'Города страны',
  docs: LIST,
  query: schema<{ countryId: string }>('rkeeper/country.query.json'),
  replies: { 200: schema('rkeeper/named.list.reply.json') },
  cases: [CACHED, ...missingCases(LIST, 'countryId'), ...unknownCases(LIST, 'countryId')],
  ...cached,
  handle(call) {
    const { store, query } = call
    const country = known(store.countries, 'countryId', query.countryId)
    return ok(call, store.cities.inOrder('countryId', country.id).map(cityView))
  },
})

const CREATE = 'rkeeper.txt: Cities?countryId=, добавление'

export const create = operation('POST /Cities', {
  id: 'cities.create',
  summary: 'Добавить город',
  docs: CREATE,
  query: schema<{ countryId: string }>('rkeeper/country.query.json'),
  body: schema<{ Name: string }>('rkeeper/cities.create.json'),
  replies: { 200: schema('rkeeper/named.reply.json') },
  cases: [...missingCases(CREATE, 'countryId', 'Name'), ...unknownCases(CREATE, 'countryId')],
  find: ({ store, query }) => known(store.countries, 'countryId', query.countryId),
  handle(call) {
    const { store, found, body } = call
    return ok(call, cityView(store.cities.insert({ name: body.Name, countryId: found.id })))
  },
})

const UPDATE = 'rkeeper.txt: Cities?Id=, изменение'

export const update = operation('PUT /Cities', {
  id: 'cities.update',
  summary: 'Переименовать город',
  docs: UPDATE,
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  body: schema<{ Name?: string }>('rkeeper/cities.update.json'),
  replies: { 200: schema('rkeeper/named.reply.json') },
  cases: [...missingCases(UPDATE, 'Id'), ...unknownCases(UPDATE, 'Id')],
  find: ({ store, query }) => known(store.cities, 'Id', query.Id),
  handle(call) {
    const { store, found, body } = call
    return ok(call, cityView(store.cities.update(found.id, sent({ name: body.Name }))))
  },
})

const DELETE = 'rkeeper.txt: Cities?Id=, удаление'

/** The city's streets and stations go with it; addresses keep its id. */
export const remove = operation('DELETE /Cities', {
  id: 'cities.delete',
  summary: 'Удалить город',
  docs: DELETE,
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  replies: { 200: schema('rkeeper/id.reply.json') },
  cases: [...missingCases(DELETE, 'Id'), ...unknownCases(DELETE, 'Id')],
  find: ({ store, query }) => known(store.cities, 'Id', query.Id),
  handle(call) {
    call.store.cities.remove(call.found.id)
    return ok(call, { id: call.found.id })
  },
})
