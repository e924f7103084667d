import { schema } from '../../api.ts'
import { CACHED, cached } from './cached.ts'
import { missingCases, unknownCases } from './cases.ts'
import { ok } from './envelope.ts'
import { known } from './known.ts'
import type { Named } from './records.ts'
import { operation } from './types.ts'

const nameView = ({ id, name }: Readonly<Named>) => ({ id, name })

export const typesContacts = operation('GET /TypesContacts', {
  id: 'typesContacts.list',
  summary: 'Типы контактов',
  docs: 'rkeeper.txt: TypesContacts',
  query: schema('rkeeper/object.query.json'),
  replies: { 200: schema('rkeeper/typesContacts.list.reply.json') },
  cases: [CACHED],
  ...cached,
  handle(call) {
    const types = call.store.contactTypes.all()
    return ok(
      call,
      types.map(({ id, name, isPhone, isEmail, isSkype, isSocialNetwork, mailing }) => ({
        ...{ id, name, isPhone, isEmail, isSkype, isSocialNetwork, mailing },
      })),
    )
  },
})

export const typesAddresses = operation('GET /TypesAddresses', {
  id: 'typesAddresses.list',
  summary: 'Типы адресов',
  docs: 'rkeeper.txt: TypesAddresses',
  query: schema('rkeeper/object.query.json'),
  replies: { 200: schema('rkeeper/named.list.reply.json') },
  cases: [CACHED],
  ...cached,
  handle: call => ok(call, call.store.addressTypes.all().map(nameView)),
})

export const countries = operation('GET /Countries', {
  id: 'countries.list',
  summary: 'Страны',
  docs: 'rkeeper.txt: Countries',
  query: schema('rkeeper/object.query.json'),
  replies: { 200: schema('rkeeper/named.list.reply.json') },
  cases: [CACHED],
  ...cached,
  handle: call => ok(call, call.store.countries.all().map(nameView)),
})

const STATIONS = 'rkeeper.txt: MetroStations?cityId='

export const metroStations = operation('GET /MetroStations', {
  id: 'metroStations.list',
  summary: 'Станции метро города',
  docs: STATIONS,
  query: schema<{ cityId: string }>('rkeeper/city.query.json'),
  replies: { 200: schema('rkeeper/named.list.reply.json') },
  cases: [CACHED, ...missingCases(STATIONS, 'cityId'), ...unknownCases(STATIONS, 'cityId')],
  ...cached,
  handle(call) {
    const { store, query } = call
    const city = known(store.cities, 'cityId', query.cityId)
    return ok(call, store.metroStations.inOrder('cityId', city.id).map(nameView))
  },
})
