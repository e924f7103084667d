import { schema } from '../../api.ts'
import { type NewAddress, newAddress } from './addresses.ts'
import { CACHED, cached } from './cached.ts'
import { badBirthday, elsewhereCase, missingCases, unknownCases, unsupported } from './cases.ts'
import { clientView } from './client-view.ts'
import { type NewContact, newContact } from './contacts.ts'
import { ok } from './envelope.ts'
import { missing } from './errors.ts'
import { known, sent } from './known.ts'
import { operation } from './types.ts'

interface MainFields {
  lastname?: string
  firstname?: string
  middlename?: string
  /** `YYYY-MM-DD` */
  birthday?: string | null
  note?: string
}

const mainFields = ({ lastname, firstname, middlename, birthday, note }: MainFields) =>
  sent({ lastname, firstname, middlename, birthday, note })

const GET = 'rkeeper.txt: Clients?Id='

export const get = operation('GET /Clients', {
  id: 'clients.get',
  summary: 'Данные клиента',
  docs: GET,
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [CACHED, ...missingCases(GET, 'Id'), ...unknownCases(GET, 'Id')],
  ...cached,
  handle(call) {
    const { store, query } = call
    return ok(call, clientView(known(store.clients, 'Id', query.Id), store))
  },
})

const CREATE = 'rkeeper.txt: Clients?objectId='

export const create = operation('POST /Clients', {
  id: 'clients.create',
  summary: 'Добавить клиента с контактами и адресами',
  docs: CREATE,
  query: schema('rkeeper/object.query.json'),
  body: schema<MainFields & { contacts?: NewContact[]; addresses?: NewAddress[] }>('rkeeper/clients.create.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [
    ...missingCases(CREATE, 'lastname', '….typeId', '….value'),
    ...unknownCases(CREATE, '….typeId', '….countryId', '….cityId', '….streetId', '….metroStationId'),
    elsewhereCase(CREATE),
    badBirthday(CREATE),
  ],
  handle(call) {
    const { lastname, firstname, contacts = [], addresses = [] } = call.body
    if (!lastname && !firstname) throw missing('lastname')
    const client = call.store.clients.insert({
      ...mainFields(call.body),
      contacts: contacts.map((contact, i) => newContact(contact, call, `contacts[${i}].`)),
      addresses: addresses.map((address, i) => newAddress(address, call, `addresses[${i}].`)),
    })
    return ok(call, clientView(client, call.store))
  },
})

const UPDATE = 'rkeeper.txt: Clients?clientId=, изменение'

const MAIN_FIELDS_ONLY = {
  ...{ id: 'main-fields-only', status: 200, docs: 'rkeeper.txt: Запрос изменяет только основные данные клиента' },
  text: '«Для изменения контактов, адреса пользуйтесь запросами /Clients/Contacts, /Clients/Addresses соответственно»',
}

/** «Запрос изменяет только основные данные клиента.» */
export const update = operation('PUT /Clients', {
  id: 'clients.update',
  summary: 'Изменить основные данные клиента',
  docs: UPDATE,
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  body: schema<MainFields>('rkeeper/clients.update.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [
    MAIN_FIELDS_ONLY,
    ...missingCases(UPDATE, 'clientId'),
    ...unknownCases(UPDATE, 'clientId'),
    badBirthday(UPDATE),
  ],
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle(call) {
    const { store, found, body } = call
    const reply = ok(call, clientView(store.clients.update(found.id, mainFields(body)), store))
    return 'contacts' in body || 'addresses' in body ? { ...reply, case: MAIN_FIELDS_ONLY.id } : reply
  },
})

const DELETE = 'rkeeper.txt: Clients?clientId=, удаление'

/** «Данный запрос работает не во всех версиях CRM.» */
export const remove = operation('DELETE /Clients', {
  id: 'clients.delete',
  summary: 'Удалить клиента',
  docs: DELETE,
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  replies: { 200: schema('rkeeper/id.reply.json') },
  cases: [...missingCases(DELETE, 'clientId'), ...unknownCases(DELETE, 'clientId'), unsupported(DELETE)],
  available: ({ reading }) => reading('clientDelete') === 'on',
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle(call) {
    call.store.clients.remove(call.found.id)
    return ok(call, { id: call.found.id })
  },
})
