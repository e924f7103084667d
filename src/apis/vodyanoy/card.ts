import { type Store, schema } from '../../api.ts'
import { badInput, notFoundCase } from './cases.ts'
import { badParameter, notFound } from './errors.ts'
import { lowest } from './ids.ts'
import { phoneDigits } from './phones.ts'
import type { Address, Client, Records } from './records.ts'
import { operation } from './types.ts'
import { either, filled, wireDay, wireTime } from './wire.ts'

/** In the order of the page's example; what it does not show follows. */
const FIELDS = [
  ...['id', 'naimenovanie', 'vidpom', 'pod', 'kodpod', 'et', 'telefon', 'dsvpln', 'fam', 'imja', 'otchestvo', 'chast'],
  ...['posldst', 'pslknt', 'katdst', 'klvof', 'ochered', 'shirota', 'dolgota', 'poslnakl', 'pervnakl', 'adrsvodnakl'],
  ...['autor', 'dszd', 'redakt', 'dataizm', 'eto_gruppa', 'vidkontr', 'disp', 'tipcen', 'rekkam', 'frmras', 'firma'],
  ...['polnoenaimenovanie', 'adresur', 'adresfakt', 'nomer_karty', 'idu4sed', 'datapech', 'osnt12', 'pchkubut'],
  ...['katptrb', 'segmentptr', 'statuskl', 'pchtupdbezprosl'],
  ...['email', 'dop_sv', 'ulica', 'dom', 'korpus', 'kv', 'etoof', 'commvod', 'commdisp'],
]
const TIMES = new Set(['dszd', 'dataizm'])
const DAYS = new Set(['posldst', 'pslknt', 'poslnakl', 'pervnakl', 'datapech'])
/** These are the address's only where the phone is. */
const OF_THE_PHONE = new Set(['telefon', 'disp', 'dataizm'])

interface Found {
  client: Readonly<Client>
  /** Where the phone is, or the main one. */
  address: Readonly<Address> | undefined
  phoneIsAddress: boolean
}

/** Lower-case: the client and, but for its code, the address. */
function cardView({ client, address, phoneIsAddress }: Found, zone: string): Record<string, string> {
  const shown = (field: string): unknown => {
    const isClients = field === 'id' || (OF_THE_PHONE.has(field) && !phoneIsAddress)
    const value = isClients ? client[field] : either(address?.[field], client[field])
    return TIMES.has(field) ? wireTime(value, zone) : DAYS.has(field) ? wireDay(value) : value
  }
  return filled(Object.fromEntries(FIELDS.map(field => [field, shown(field)])))
}

const DOCS = 'vodyanoy.txt: Получить данные контрагента по номеру телефона'

export const byPhone = operation('GET /clients?tel', {
  id: 'clients.byPhone',
  summary: 'Данные контрагента и адреса доставки по номеру телефона',
  docs: DOCS,
  query: schema<{ tel: string; psw?: string }>('vodyanoy/clients.byPhone.query.json'),
  replies: { 200: schema('vodyanoy/clients.byPhone.reply.json') },
  cases: [
    notFoundCase({ basis: 'The page says it of an unknown password alone.' }),
    badInput('missing-tel', 'Параметр tel: не указан', DOCS),
    badInput('tel-with-psw', 'Параметр psw: нельзя указать вместе с tel', DOCS),
  ],
  handle({ query: { tel, psw }, store, zone, reading }) {
    if (psw !== undefined) throw badParameter('tel-with-psw', 'psw', 'нельзя указать вместе с tel')
    const found = findByPhone(phoneDigits(tel), store)
    if (!found) throw notFound(reading('notFound'))
    return { status: 200, body: { result: cardView(found, zone) } }
  },
})

function findByPhone(phone: string, { clients, addresses }: Store<Records>): Found | undefined {
  const places = addresses.by('phone', phone)
  const owners = places.flatMap(place => clients.get(place.client) ?? [])
  const client = lowest([...clients.by('phone', phone), ...owners])
  if (!client) return undefined
  const own = places.find(place => place.client === client.id)
  const address = own ?? addresses.by('client', client.id).find(({ main }) => main)
  return { client, address, phoneIsAddress: own !== undefined }
}
