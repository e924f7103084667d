import { createHash } from 'node:crypto'
import {
  type Call,
  decimal,
  formatIso,
  instantOf,
  isDay,
  pad,
  schema,
  startOfDay,
  wallClock,
} from '../../core/api/index.ts'
import { badParameter, notFound } from './errors.ts'
import { idOrder, phoneDigits } from './phones.ts'
import type { Address, Client } from './records.ts'
import { operation, type Types } from './types.ts'

const PAGE = 'vodyanoy.txt'

// ——— Views ———

/** Upper-case, as lists, `:id` and `psw` show a client. Empty values are left out. */
function clientView(client: Readonly<Client>, zone: string): Record<string, string> {
  return filled({
    ID: client.id,
    NAIMENOVANIE: client.naimenovanie,
    TELEFON: client.telefon,
    DOP_SC: client.dop_sv,
    EMAIL: client.email,
    DSZD: wireTime(client.dszd, zone),
    DATAIZM: wireTime(client.dataizm, zone),
    DISP: client.disp,
  })
}

const CARD = [
  ...['id', 'naimenovanie', 'vidpom', 'pod', 'kodpod', 'et', 'telefon', 'dsvpln', 'fam', 'imja', 'otchestvo', 'chast'],
  ...['posldst', 'pslknt', 'katdst', 'klvof', 'ochered', 'shirota', 'dolgota', 'poslnakl', 'pervnakl', 'adrsvodnakl'],
  ...['autor', 'dszd', 'redakt', 'dataizm', 'eto_gruppa', 'vidkontr', 'disp', 'tipcen', 'rekkam', 'frmras', 'firma'],
  ...[
    'polnoenaimenovanie',
    'adresur',
    'adresfakt',
    'nomer_karty',
    'idu4sed',
    'datapech',
    'osnt12',
    'pchkubut',
    'katptrb',
  ],
  ...['segmentptr', 'statuskl', 'pchtupdbezprosl'],
  ...['email', 'dop_sv', 'ulica', 'dom', 'korpus', 'kv', 'etoof', 'commvod', 'commdisp'],
]
const TIMES = new Set(['dszd', 'dataizm'])
const DAYS = new Set(['posldst', 'pslknt', 'poslnakl', 'pervnakl', 'datapech'])
/** These are the address's only where the phone is. */
const OF_THE_PHONE = new Set(['telefon', 'disp', 'dataizm'])

/** Lower-case: the client and the address that the phone belongs to. */
function cardView(
  client: Readonly<Client>,
  address: Readonly<Address> | undefined,
  phoneIsAddress: boolean,
  zone: string,
) {
  const card: Record<string, unknown> = {}
  for (const field of CARD) {
    const ofAddress = field === 'id' || (OF_THE_PHONE.has(field) && !phoneIsAddress) ? undefined : address?.[field]
    const value = isEmpty(ofAddress) ? client[field] : ofAddress
    card[field] = TIMES.has(field) ? wireTime(value, zone) : DAYS.has(field) ? wireDay(value) : value
  }
  return filled(card)
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

function filled(fields: Record<string, unknown>): Record<string, string> {
  const view: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) if (!isEmpty(value)) view[name] = String(value)
  return view
}

/** `24.03.2019 9:39:30`: the hour has no leading zero. */
function wireTime(instant: unknown, zone: string): string {
  if (typeof instant !== 'string' || instant === '') return ''
  const { year, month, day, hour, minute, second } = wallClock(Date.parse(instant), zone)
  return `${pad(day)}.${pad(month)}.${pad(year, 4)} ${hour}:${pad(minute)}:${pad(second)}`
}

const wireDay = (day: unknown): unknown => (typeof day === 'string' ? day.split('-').reverse().join('.') : day)

// ——— Operations ———

interface ListQuery {
  updated_gte?: string
  updated_lte?: string
  created_gte?: string
  created_lte?: string
  limit?: string
  offset?: string
}

export const list = operation('GET /clients', {
  id: 'clients.list',
  summary: 'Список клиентов, с фильтрами по датам',
  docs: `${PAGE}: получить список клиентов`,
  query: schema<ListQuery>('vodyanoy/clients.list.query.json'),
  replies: { 200: schema('vodyanoy/clients.list.reply.json') },
  handle({ query, store, zone, reading }) {
    const day = (name: keyof ListQuery) => (query[name] === undefined ? undefined : dayOf(name, query[name], zone))
    const [updatedGte, updatedLte, createdGte, createdLte] = (
      ['updated_gte', 'updated_lte', 'created_gte', 'created_lte'] as const
    ).map(day)
    const filters = [
      updatedGte && ((c: Client) => touched(c) >= updatedGte.start || at(c.dszd) >= updatedGte.start),
      updatedLte && ((c: Client) => touched(c) < updatedLte.end),
      createdGte && ((c: Client) => at(c.dszd) >= createdGte.start),
      createdLte && ((c: Client) => at(c.dszd) < createdLte.end),
    ].filter(filter => filter !== undefined)
    const limit = query.limit === undefined ? undefined : Number(query.limit)
    const { rows, total } = store.clients.list({
      order: 'byId',
      where: filters.length > 0 ? client => filters.every(keeps => keeps(client)) : undefined,
      offset: Number(query.offset ?? 0),
      limit,
    })
    return {
      status: 200,
      body: {
        result: rows.map(client => clientView(client, zone)),
        ...(limit !== undefined && { limit }),
        total: reading('total') === 'returned' ? rows.length : total,
      },
    }
  },
})

export const byPhone = operation('GET /clients?tel', {
  id: 'clients.byPhone',
  summary: 'Данные контрагента и адреса доставки по номеру телефона',
  docs: `${PAGE}: Получить данные контрагента по номеру телефона`,
  query: schema<{ tel: string; psw?: string }>('vodyanoy/clients.byPhone.query.json'),
  replies: { 200: schema('vodyanoy/clients.byPhone.reply.json') },
  handle({ query, store, zone, reading }) {
    if (query.psw !== undefined) throw badParameter('psw', 'нельзя указать вместе с tel')
    const phone = phoneDigits(query.tel)
    const addresses = store.addresses.by('phone', phone)
    const ids = [...store.clients.by('phone', phone).map(({ id }) => id), ...addresses.map(({ client }) => client)]
    const client = ids.length > 0 ? store.clients.get(lowest(ids)) : undefined
    if (!client) throw notFound(reading('notFound'))
    const own = addresses.find(address => address.client === client.id)
    const main = () => store.addresses.by('client', client.id).find(address => address.main)
    return { status: 200, body: { result: cardView(client, own ?? main(), own !== undefined, zone) } }
  },
})

export const byPassword = operation('GET /clients?psw', {
  id: 'clients.byPassword',
  summary: 'Данные контрагента по паролю или контрольной сумме',
  docs: `${PAGE}: Получить данные контрагента по паролю или контрольной сумме во внешнем приложении`,
  query: schema<{ psw: string }>('vodyanoy/clients.byPassword.query.json'),
  replies: { 200: schema('vodyanoy/clients.get.reply.json') },
  handle({ query, store, zone }) {
    const found = [hashOf(query.psw), query.psw].flatMap(hash => store.clients.by('psw_hash', hash))
    if (found.length === 0) throw notFound()
    const client = store.clients.get(lowest(found.map(({ id }) => id)))!
    return { status: 200, body: { result: clientView(client, zone) } }
  },
})

export const get = operation('GET /clients/:id', {
  id: 'clients.get',
  summary: 'Реквизиты контрагента по его коду',
  docs: `${PAGE}: Получить реквизиты контрагента по его коду`,
  replies: { 200: schema('vodyanoy/clients.get.reply.json') },
  find: findClient,
  handle: ({ found, zone }) => ({ status: 200, body: { result: clientView(found, zone) } }),
})

export const balance = operation('GET /clients/:id/balance', {
  id: 'clients.balance',
  summary: 'Задолженность контрагента на утро текущего дня',
  docs: `${PAGE}: Получить задолженность контрагента`,
  replies: { 200: schema('vodyanoy/clients.balance.reply.json') },
  find: findClient,
  handle({ found, store, now, zone }) {
    const morning = startOfDay(now, zone)
    const kopecks = store.ledger
      .by('client', found.id)
      .filter(movement => Date.parse(movement.at) < morning)
      .reduce((sum, { kind, amount }) => sum + Math.round(amount * 100) * (kind === 'shipment' ? 1 : -1), 0)
    return { status: 200, body: { result: decimal(kopecks / 100) } }
  },
})

interface NewClient {
  naimenovanie: string
  telefon?: string
  dop_sv?: string
  email?: string
  psw?: string
  [field: string]: string | number | undefined
}

const OF_ADDRESS = ['ulica', 'dom', 'korpus', 'kv', 'etoof', 'commvod', 'commdisp']

export const create = operation('POST /clients', {
  id: 'clients.create',
  summary: 'Создать контрагента и основной адрес',
  docs: `${PAGE}: Создать контрагента и основной адрес`,
  body: schema<NewClient>('vodyanoy/clients.create.json'),
  replies: { 200: schema('vodyanoy/clients.create.reply.json'), 201: schema('vodyanoy/clients.create.reply.json') },
  handle({ body, store, now, zone, reading }) {
    const stamp = formatIso(now, zone)
    const { naimenovanie, telefon = '', dop_sv = '', email = '', psw } = body
    const client = store.clients.insert({
      ...{ naimenovanie, telefon, dop_sv, email },
      ...{ dszd: stamp, dataizm: stamp, psw_hash: psw ? hashOf(psw) : null },
    })
    const parts = Object.fromEntries(OF_ADDRESS.map(field => [field, body[field] ?? '']))
    const address = store.addresses.insert({ client: client.id, main: true, ...parts })
    return { status: Number(reading('created')), body: { result: Number(client.id), adr: Number(address.id) } }
  },
})

// ——— Rules ———

function findClient({
  params,
  store,
  reading,
}: Pick<Call<Types>, 'store' | 'reading'> & { params: Readonly<Record<string, string>> }) {
  const client = store.clients.get(params.id!)
  if (!client) throw notFound(reading('notFound'))
  return client
}

const lowest = (ids: string[]): string =>
  ids.reduce((low, id) => ((idOrder(id)[0] - idOrder(low)[0] || (id < low ? -1 : 1)) < 0 ? id : low))

const hashOf = (password: string): string => createHash('sha256').update(password).digest('hex')

const at = (instant: string | null): number => (instant ? Date.parse(instant) : Number.NEGATIVE_INFINITY)

const touched = (client: Client): number => at(client.dataizm ?? client.dszd)

/** A day as `DD.MM.YYYY`, with or without the quotes of the page's example: from its start to the next one's. */
function dayOf(name: string, text: string, zone: string): { start: number; end: number } {
  const [, day, month, year] = /^"?(\d\d)\.(\d\d)\.(\d{4})"?$/.exec(text)?.map(Number) ?? []
  if (year === undefined || !isDay(year, month!, day!))
    throw badParameter(name, `ожидается дата ДД.ММ.ГГГГ, получено ${JSON.stringify(text)}`)
  const midnight = { year, month: month!, day: day!, hour: 0, minute: 0, second: 0 }
  return { start: instantOf(midnight, zone), end: instantOf({ ...midnight, day: day! + 1 }, zone) }
}
