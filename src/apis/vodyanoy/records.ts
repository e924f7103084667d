import { collection, schema } from '../../api.ts'
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

const created = ({ dszd }: Client): number => Date.parse(dszd ?? '')
const updated = ({ dataizm, dszd }: Client): number => Date.parse(dataizm ?? dszd ?? '')

/** What filters of the list are about: instants, NaN where a client has none. One that was made since was touched since. */
export const MOMENTS = {
  created,
  updated,
  touched: (client: Client): number =>
    [created(client), updated(client)].reduce((a, b) => (Number.isNaN(b) || a > b ? a : b)),
}

const filed =
  (moment: (client: Client) => number) =>
  (client: Client): number[] =>
    [moment(client)].filter(Number.isFinite)

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
      created: filed(MOMENTS.created),
      updated: filed(MOMENTS.updated),
      touched: filed(MOMENTS.touched),
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
