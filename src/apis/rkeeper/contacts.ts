import { type Call, schema } from '../../api.ts'
import { missingCases, unknownCases } from './cases.ts'
import { clientView } from './client-view.ts'
import { ok } from './envelope.ts'
import { known, newPartId, partOf, sent } from './known.ts'
import type { Client, Contact } from './records.ts'
import { operation, type Types } from './types.ts'

export interface NewContact {
  typeId: string
  value: string
}

interface ContactQuery {
  clientId: string
  contactId: string
}

/** @param at where it stands in the request: `contacts[0].` */
export function newContact({ typeId, value }: NewContact, call: Call<Types>, at = ''): Contact {
  known(call.store.contactTypes, `${at}typeId`, typeId)
  return { id: newPartId(call, 'contacts'), typeId, value }
}

const CREATE = 'rkeeper.txt: /Clients/Contacts?clientId=, добавление'

export const create = operation('POST /Clients/Contacts', {
  id: 'contacts.create',
  summary: 'Добавить контакт клиента',
  docs: CREATE,
  query: schema<{ clientId: string }>('rkeeper/client.query.json'),
  body: schema<NewContact>('rkeeper/contacts.create.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [...missingCases(CREATE, 'clientId', 'typeId', 'value'), ...unknownCases(CREATE, 'clientId', 'typeId')],
  find: ({ store, query }) => known(store.clients, 'clientId', query.clientId),
  handle: call => answer(call, call.found, [...call.found.contacts, newContact(call.body, call)]),
})

const UPDATE = 'rkeeper.txt: /Clients/Contacts?clientId=&contactId=, изменение'

export const update = operation('PUT /Clients/Contacts', {
  id: 'contacts.update',
  summary: 'Изменить контакт клиента',
  docs: UPDATE,
  query: schema<ContactQuery>('rkeeper/contact.query.json'),
  body: schema<Partial<NewContact>>('rkeeper/contacts.update.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [...missingCases(UPDATE, 'clientId', 'contactId'), ...unknownCases(UPDATE, 'clientId', 'contactId', 'typeId')],
  find: findContact,
  handle(call) {
    const { client, contact } = call.found
    const { typeId, value } = call.body
    if (typeId !== undefined) known(call.store.contactTypes, 'typeId', typeId)
    const changed = { ...contact, ...sent({ typeId, value }) }
    return answer(
      call,
      client,
      client.contacts.map(other => (other === contact ? changed : other)),
    )
  },
})

const DELETE = 'rkeeper.txt: /Clients/Contacts?clientId=&contactId=, удаление'

export const remove = operation('DELETE /Clients/Contacts', {
  id: 'contacts.delete',
  summary: 'Удалить контакт клиента',
  docs: DELETE,
  query: schema<ContactQuery>('rkeeper/contact.query.json'),
  replies: { 200: schema('rkeeper/client.reply.json') },
  cases: [...missingCases(DELETE, 'clientId', 'contactId'), ...unknownCases(DELETE, 'clientId', 'contactId')],
  find: findContact,
  handle(call) {
    const { client, contact } = call.found
    return answer(
      call,
      client,
      client.contacts.filter(other => other !== contact),
    )
  },
})

function findContact({ store, query }: Pick<Call<Types>, 'store'> & { query: ContactQuery }) {
  const client = known(store.clients, 'clientId', query.clientId)
  return { client, contact: partOf(client.contacts, 'contactId', query.contactId) }
}

const answer = (call: Call<Types>, { id }: Readonly<Client>, contacts: Contact[]) =>
  ok(call, clientView(call.store.clients.update(id, { contacts }), call.store))
