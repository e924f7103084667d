import { caseless, collection, parseIso, schema } from '../../api.ts'

export interface User {
  id: number
  username: string
  fname: string
  lname: string
  email: string
  auth_key: string | null
  role: 'admin' | 'manager'
}

/** Таблица 2: common\models\Client::CLIENT_COMPANY is 1, CLIENT_PERSON is 2. */
export type ClientType = 1 | 2

export interface Client {
  id: number
  user_id: number
  name: string
  type: ClientType
  email: string | null
  phone: string | null
  real_address: string | null
  description: string | null
  company_address: string | null
  bank_details: string | null
  person_details: string | null
  /** ISO 8601; one without an offset is of the sandbox's time zone. */
  created_at: string | null
  updated_at: string | null
}

/** A deal, an offer, a contract or an invoice. */
export interface Related {
  id: number
  client_id: number
  title: string
}

export interface Records {
  users: User
  clients: Client
  deals: Related
  offers: Related
  contracts: Related
  invoices: Related
}

/** The attributes that only one type has. */
export const OWN = {
  1: ['company_address', 'bank_details'],
  2: ['person_details'],
} as const satisfies Record<ClientType, readonly (keyof Client)[]>

/** What may hang on a client, in the order of the counts in the page's example. */
export const RELATED = ['deals', 'offers', 'invoices', 'contracts'] as const satisfies readonly (keyof Records)[]

const related = collection<Related>({
  key: 'id',
  keyType: 'integer',
  newKey: 1,
  schema: schema('webcanape/records.related.json'),
  defaults: { title: '' },
  references: { client_id: { to: 'clients', onDelete: 'refuse' } },
})

/** Orders times of any notation; those without an offset by the clocks of Moscow. */
const instant = (time: string | null): number => parseIso(time ?? '', 'Europe/Moscow') ?? Number.NEGATIVE_INFINITY

export const collections = {
  users: collection<User>({
    key: 'id',
    keyType: 'integer',
    newKey: 14,
    schema: schema('webcanape/records.user.json'),
    defaults: { username: '', fname: '', lname: '', email: '', auth_key: null, role: 'manager' },
    unique: ['auth_key'],
  }),
  clients: collection<Client>({
    key: 'id',
    keyType: 'integer',
    newKey: 124,
    schema: schema('webcanape/records.client.json'),
    defaults: {
      ...{ name: '', type: 1, email: null, phone: null, real_address: null, description: null },
      ...{ company_address: null, bank_details: null, person_details: null, created_at: null, updated_at: null },
    },
    indexes: {
      created: client => [instant(client.created_at)],
      updated: client => [instant(client.updated_at)],
    },
    texts: { name: client => caseless(client.name) },
    references: { user_id: { to: 'users', onDelete: 'refuse' } },
  }),
  deals: related,
  offers: related,
  contracts: related,
  invoices: related,
}
