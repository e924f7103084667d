import { collection, schema } from '../../core/api/index.ts'
import { idOrder } from './ids.ts'
import { phonesIn } from './phones.ts'

export interface Client {
  id: string
  naimenovanie: string
  /** Free text: any number of phones, names between them. */
  telefon: string
  dop_sv: string
  email: string
  /** Created: an ISO 8601 instant. */
  dszd: string | null
  /** Last updated: an ISO 8601 instant. */
  dataizm: string | null
  /** The employee in charge. */
  disp: string
  /** SHA-256, lower-case hexadecimal. */
  psw_hash: string | null
  [field: string]: string | number | null
}

export interface Address {
  id: string
  /** The client's id. */
  client: string
  telefon: string
  main: boolean
  [field: string]: string | number | boolean | null
}

export interface Movement {
  id: string
  client: string
  /** An ISO 8601 instant. */
  at: string
  kind: 'shipment' | 'payment'
  /** Roubles, positive. */
  amount: number
}

export interface Records {
  clients: Client
  addresses: Address
  ledger: Movement
}

export const collections = {
  clients: collection<Client>({
    key: 'id',
    keyType: 'string',
    newKey: 10000000000092,
    schema: schema('vodyanoy/records.client.json'),
    defaults: {
      naimenovanie: '',
      telefon: '',
      dop_sv: '',
      email: '',
      dszd: null,
      dataizm: null,
      disp: '',
      psw_hash: null,
    },
    indexes: {
      byId: client => [idOrder(client.id)],
      phone: client => phonesIn(client.telefon),
    },
  }),
  addresses: collection<Address>({
    key: 'id',
    keyType: 'string',
    newKey: 10000000000084,
    schema: schema('vodyanoy/records.address.json'),
    defaults: { telefon: '', main: false },
    indexes: { phone: address => phonesIn(address.telefon) },
    references: { client: { to: 'clients', onDelete: 'refuse' } },
  }),
  ledger: collection<Movement>({
    key: 'id',
    keyType: 'string',
    newKey: 1,
    schema: schema('vodyanoy/records.movement.json'),
    references: { client: { to: 'clients', onDelete: 'refuse' } },
  }),
}
