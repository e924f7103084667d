import { type Call, schema } from '../../api.ts'
import { elsewhereCase, missingCases, unknownCases } from './cases.ts'
import { clientView } from './client-view.ts'
import { ok } from './envelope.ts'
import { elsewhere } from './errors.ts'
import { known, newPartId, partOf, sent } from './known.ts'
import type { Address, Client, Place } from './records.ts'
import { operation, type Types } from './types.ts'

export interface NewAddress extends Partial<Place> {
  typeId: string
}

interface AddressQuery {
  clientId: string
  /** The address's id: the page calls it so. */
  contactId: string
}

/** @param at where it stands in the request: `addresses[0].` */
export function newAddress(body: NewAddress, call: Call<Types>, at = ''): Address {
  const fields = addressFields(body)
  refuseWrongIds(fields, fields, call.store, at)
  return { ...fields, typeId: body.typeId, id: newPartId(call, 'addresses') }
}

const CREATE = 'rkeeper.txt: /Clients/Addresses?clientId=, добавление'

export const create = operation('POST /Clients/Addresses', {
  id: 'addresses.create',
  summary: 'Добавить адрес клиента',
  docs: CREATE,
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  body: schema<NewAddress>('rkeeper/addresses.create.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [
    ...missingCases(CREATE, 'clientId', 'typeId'),
    ...unknownCases(CREATE, 'clientId', 'typeId', 'countryId', 'cityId', 'streetId', 'metroStationId'),
    elsewhereCase(CREATE),
  ],
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle: call => answer(call, call.found, [...call.found.addresses, newAddress(call.body, call)]),
})

const UPDATE = 'rkeeper.txt: /Clients/Addresses?clientId=&contactId=, изменение'

export const update = operation('PUT /Clients/Addresses', {
  id: 'addresses.update',
  summary: 'Изменить адрес клиента',
  docs: UPDATE,
  query: schema<AddressQuery>('rkeeper/contact.query.json'),
  body: schema<Partial<NewAddress>>('rkeeper/addresses.update.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [
    ...missingCases(UPDATE, 'clientId', 'contactId'),
    ...unknownCases(UPDATE, 'clientId', 'contactId', 'typeId', 'countryId', 'cityId', 'streetId', 'metroStationId'),
    elsewhereCase(UPDATE),
  ],
  find: findAddress,
  handle(call) {
    const { client, address } = call.found
    const fields = addressFields(call.body)
    const changed = { ...address, ...fields }
    refuseWrongIds(fields, changed, call.store)
    return answer(
      call,
      client,
      client.addresses.map(other => (other === address ? changed : other)),
    )
  },
})

const DELETE = 'rkeeper.txt: /Clients/Addresses?clientId=&contactId=, удаление'

export const remove = operation('DELETE /Clients/Addresses', {
  id: 'addresses.delete',
  summary: 'Удалить адрес клиента',
  docs: DELETE,
  query: schema<AddressQuery>('rkeeper/contact.query.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [...missingCases(DELETE, 'clientId', 'contactId'), ...unknownCases(DELETE, 'clientId', 'contactId')],
  find: findAddress,
  handle(call) {
    const { client, address } = call.found
    return answer(
      call,
      client,
      client.addresses.filter(other => other !== address),
    )
  },
})

function findAddress({ store, query }: Pick<Call<Types>, 'store'> & { query: AddressQuery }) {
  const client = known(store.clients, 'clientId', query.clientId)
  return { client, address: partOf(client.addresses, 'contactId', query.contactId) }
}

const answer = (call: Call<Types>, { id }: Readonly<Client>, addresses: Address[]) =>
  ok(call, clientView(call.store.clients.update(id, { addresses }), call.store))

const GUIDES = {
  typeId: 'addressTypes',
  countryId: 'countries',
  cityId: 'cities',
  streetId: 'streets',
  metroStationId: 'metroStations',
} as const

/** What lies in what: a city in its country, a street and a station in their city. */
const INSIDE = [
  ['cityId', 'countryId'],
  ['streetId', 'cityId'],
  ['metroStationId', 'cityId'],
] as const

/**
 * An id must exist where it is sent, and what it names must lie where the rest of the address does; what was not sent
 * may name what is gone.
 */
function refuseWrongIds(
  fields: Partial<NewAddress>,
  address: Partial<Address>,
  store: Call<Types>['store'],
  at = '',
): void {
  for (const [field, guide] of Object.entries(GUIDES) as [
    keyof typeof GUIDES,
    (typeof GUIDES)[keyof typeof GUIDES],
  ][]) {
    if (fields[field]) known<object>(store[guide], at + field, fields[field])
  }
  for (const [inner, outer] of INSIDE) {
    if (fields[inner] === undefined && fields[outer] === undefined) continue
    const record = store[GUIDES[inner]].get(address[inner] ?? '') as Partial<Record<typeof outer, string>> | undefined
    if (!record || !address[outer] || record[outer] === address[outer]) continue
    throw elsewhere(at + inner, address[inner]!)
  }
}

const addressFields = (body: Partial<NewAddress>): Partial<NewAddress> => {
  const { typeId, countryId, zip, region, cityId, streetId, house, building, entry, floor, apartments } = body
  const { entryCode, dopInfo, lat, lng, metroStationId } = body
  return sent({
    ...{ typeId, countryId, zip, region, cityId, streetId, house, building, entry, floor, apartments },
    ...{ entryCode, dopInfo, lat, lng, metroStationId },
  })
}
