import { type Collection, decimal, type Store } from '../../api.ts'
import type { Account, Address, Card, Client, Contact, Named, Place, Records } from './records.ts'

type Guides = Store<Records>

/** A client with all that hangs on it; names come from the guides as they are now, '' for what is gone. */
export function clientView(client: Readonly<Client>, guides: Guides) {
  const { id, lastname, firstname, middlename, birthday, note } = client
  return {
    id,
    lastname,
    firstname,
    middlename,
    birthday: birthday === null ? null : `${birthday.slice(0, 10)}T00:00:00`,
    note,
    contacts: client.contacts.map(contact => contactView(contact, guides)),
    addresses: client.addresses.map(address => addressView(address, guides)),
    accounts: client.accounts.map(accountView),
    cards: client.cards.map(cardView),
  }
}

const contactView = ({ id, typeId, value = '' }: Contact, { contactTypes }: Guides) => ({
  id,
  typeId,
  typeName: nameOf(contactTypes, typeId),
  value,
})

function addressView(address: Address, guides: Guides) {
  const part = (name: keyof Place): string => address[name] ?? ''
  return {
    id: address.id,
    typeId: address.typeId,
    typeName: nameOf(guides.addressTypes, address.typeId),
    countryId: part('countryId'),
    country: nameOf(guides.countries, part('countryId')),
    zip: part('zip'),
    region: part('region'),
    cityId: part('cityId'),
    city: nameOf(guides.cities, part('cityId')),
    streetId: part('streetId'),
    street: nameOf(guides.streets, part('streetId')),
    house: part('house'),
    building: part('building'),
    entry: part('entry'),
    floor: part('floor'),
    apartments: part('apartments'),
    entryCode: part('entryCode'),
    dopInfo: part('dopInfo'),
    lat: part('lat'),
    lng: part('lng'),
    metroStationId: part('metroStationId'),
    metroStation: nameOf(guides.metroStations, part('metroStationId')),
    readOnly: false,
  }
}

const accountView = (account: Partial<Account>) => ({
  accountNumber: account.accountNumber ?? '',
  status: account.status ?? 'Active',
  accountTypeID: account.accountTypeID ?? 0,
  accountTypeName: account.accountTypeName ?? '',
  accountDebitEnabled: account.accountDebitEnabled ?? false,
  accountCreditEnabled: account.accountCreditEnabled ?? false,
  dateCreate: localTime(account.dateCreate),
  balance: decimal(account.balance ?? 0),
  accountCode: account.accountCode ?? null,
})

const cardView = (card: Partial<Card>) => ({
  cardCode: card.cardCode ?? '',
  isVirtualCard: card.isVirtualCard ?? false,
  isConfirmManager: card.isConfirmManager ?? false,
  status: card.status ?? 'Active',
  dateOffered: localTime(card.dateOffered),
  dateExpired: localTime(card.dateExpired),
  groupID: card.groupID ?? 0,
  groupName: card.groupName ?? '',
})

const nameOf = (guide: Pick<Collection<Named>, 'get'>, id: string): string => guide.get(id)?.name ?? ''

const localTime = (time: string | null = null): string | null => (time?.length === 10 ? `${time}T00:00:00` : time)
