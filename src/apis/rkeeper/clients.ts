import { schema } from '../../api.ts'
import { type NewAddress, newAddress } from './addresses.ts'
import { cached } from './cached.ts'
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

export const get = operation('GET /Clients', {
  id: 'clients.get',
  summary: 'Данные клиента',
  docs: 'rkeeper.txt: Clients?Id=',
  query: schema<{ Id: string }>('rkeeper/id.query.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  ...cached,
  handle(call) {
    const { store, query } = call
    return ok(call, clientView(known(store.clients, 'Id', query.Id), store))
  },
})

export const create = operation('POST /Clients', {
  id: 'clients.create',
  summary: 'Добавить клиента с контактами и адресами',
  docs: 'rkeeper.txt: Clients?objectId=',
  query: schema('rkeeper/object.query.json'),
  body: schema<MainFields & { contacts?: NewContact[]; addresses?: NewAddress[] }>('rkeeper/clients.create.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
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

/** «Запрос изменяет только основные данные клиента.» */
export const update = operation('PUT /Clients', {
  id: 'clients.update',
  summary: 'Изменить основные данные клиента',
  docs: 'rkeeper.txt: Clients?clientId=, изменение',
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  body: schema<MainFields>('rkeeper/clients.update.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle(call) {
    const { store, found, body } = call
    return ok(call, clientView(store.clients.update(found.id, mainFields(body)), store))
  },
})

/** «Данный запрос работает не во всех версиях CRM.» */
export const remove = operation('DELETE /Clients', {
  id: 'clients.delete',
  summary: 'Удалить клиента',
  docs: 'rkeeper.txt: Clients?clientId=, удаление',
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  replies: { 200: schema('rkeeper/id.reply.json') },
  available: ({ reading }) => reading('clientDelete') === 'on',
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle(call) {
    call.store.clients.remove(call.found.id)
    return ok(call, { id: call.found.id })
  },
})
