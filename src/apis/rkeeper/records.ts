import { collection, type Reference, schema } from '../../api.ts'

export interface Named {
  id: string
  name: string
}

export interface ContactType extends Named {
  isPhone: boolean
  isEmail: boolean
  isSkype: boolean
  isSocialNetwork: boolean
  mailing: boolean
}

export interface City extends Named {
  countryId: string
}

export interface Street extends Named {
  postCode: string
  cityId: string
}

export interface MetroStation extends Named {
  cityId: string
}

export interface Contact {
  id: string
  typeId: string
  value?: string
}

/** What a request may say of an address beside its type; '' where it says nothing. */
export interface Place {
  countryId: string
  zip: string
  region: string
  cityId: string
  streetId: string
  house: string
  building: string
  entry: string
  floor: string
  apartments: string
  entryCode: string
  dopInfo: string
  lat: string
  lng: string
  metroStationId: string
}

export interface Address extends Partial<Place> {
  id: string
  typeId: string
}

export interface Account {
  accountNumber: string
  status: string
  accountTypeID: number
  accountTypeName: string
  accountDebitEnabled: boolean
  accountCreditEnabled: boolean
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss`, local. */
  dateCreate: string | null
  /** Roubles. */
  balance: number
  accountCode: string | null
}

export interface Card {
  cardCode: string
  isVirtualCard: boolean
  isConfirmManager: boolean
  status: string
  /** `YYYY-MM-DD` or `YYYY-MM-DDTHH:mm:ss`, local. */
  dateOffered: string | null
  dateExpired: string | null
  groupID: number
  groupName: string
}

export interface Client {
  id: string
  lastname: string
  firstname: string
  middlename: string
  /** `YYYY-MM-DD`, with or without the time that the page writes after it. */
  birthday: string | null
  note: string
  contacts: readonly Contact[]
  addresses: readonly Address[]
  accounts: readonly Partial<Account>[]
  cards: readonly Partial<Card>[]
}

export interface Records {
  contactTypes: ContactType
  addressTypes: Named
  countries: Named
  cities: City
  streets: Street
  metroStations: MetroStation
  clients: Client
}

/** An address goes on naming what was deleted, and a contact too. */
const ofAddresses = (to: keyof Records, field: 'typeId' | keyof Place): Reference<Client> => ({
  to,
  onDelete: 'keep',
  of: ({ addresses }) => addresses.map(address => address[field] ?? '').filter(id => id !== ''),
})

const guide = { key: 'id', keyType: 'string', newKey: 10000000000001 } as const

export const collections = {
  contactTypes: collection<ContactType>({
    ...guide,
    schema: schema('rkeeper/records.contactType.json'),
    defaults: {
      name: '',
      isPhone: false,
      isEmail: false,
      isSkype: false,
      isSocialNetwork: false,
      mailing: false,
    },
  }),
  addressTypes: collection<Named>({
    ...guide,
    schema: schema('rkeeper/records.named.json'),
    defaults: { name: '' },
  }),
  countries: collection<Named>({
    ...guide,
    schema: schema('rkeeper/records.named.json'),
    defaults: { name: '' },
  }),
  cities: collection<City>({
    key: 'id',
    keyType: 'string',
    newKey: 10000000000034,
    schema: schema('rkeeper/records.city.json'),
    defaults: { name: '' },
    references: { countryId: { to: 'countries', onDelete: 'refuse' } },
  }),
  streets: collection<Street>({
    key: 'id',
    keyType: 'string',
    newKey: 10000000016643,
    schema: schema('rkeeper/records.street.json'),
    defaults: { name: '', postCode: '' },
    references: { cityId: { to: 'cities', onDelete: 'cascade' } },
  }),
  metroStations: collection<MetroStation>({
    ...guide,
    schema: schema('rkeeper/records.metroStation.json'),
    defaults: { name: '' },
    references: { cityId: { to: 'cities', onDelete: 'cascade' } },
  }),
  clients: collection<Client>({
    key: 'id',
    keyType: 'string',
    newKey: 10000000009263,
    schema: schema('rkeeper/records.client.json'),
    defaults: {
      lastname: '',
      firstname: '',
      middlename: '',
      birthday: null,
      note: '',
      contacts: [],
      addresses: [],
      accounts: [],
      cards: [],
    },
    indexes: {
      contactId: ({ contacts }) => contacts.map(({ id }) => id),
      addressId: ({ addresses }) => addresses.map(({ id }) => id),
    },
    references: {
      'contacts.typeId': {
        to: 'contactTypes',
        onDelete: 'keep',
        of: ({ contacts }) => contacts.map(({ typeId }) => typeId),
      },
      'addresses.typeId': ofAddresses('addressTypes', 'typeId'),
      'addresses.countryId': ofAddresses('countries', 'countryId'),
      'addresses.cityId': ofAddresses('cities', 'cityId'),
      'addresses.streetId': ofAddresses('streets', 'streetId'),
      'addresses.metroStationId': ofAddresses('metroStations', 'metroStationId'),
    },
  }),
}

/** Contacts and addresses lie in their clients, and have counters beside those of collections. */
export const counters = { contacts: 10000000008067, addresses: 10000000003277 }
