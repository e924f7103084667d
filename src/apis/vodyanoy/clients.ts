import { createHash } from 'node:crypto'
import { briefJson, type Call, decimal, formatIso, instantOf, isDay, schema, startOfDay } from '../../api.ts'
import { badInput, notFoundCase } from './cases.ts'
import { badParameter, notFound } from './errors.ts'
import { lowest } from './ids.ts'
import { type Client, MOMENTS } from './records.ts'
import { operation, type Types } from './types.ts'
import { filled, wireTime } from './wire.ts'

const PAGE = 'vodyanoy.txt'

/** Of operations that the page shows without any parameter. */
const NO_QUERY = schema<object>('vodyanoy/no.query.json')

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

// ——— Operations ———

const LIST = `${PAGE}: получить список клиентов`

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
  docs: LIST,
  query: schema<ListQuery>('vodyanoy/clients.list.query.json'),
  replies: { 200: schema('vodyanoy/clients.list.reply.json') },
  cases: [
    badInput('bad-date', 'Параметр …: ожидается дата ДД.ММ.ГГГГ, получено …', LIST),
    badInput('bad-limit', 'Параметр limit: недопустимое значение …', LIST),
    badInput('missing-limit', 'Параметр limit: не указан', LIST),
    badInput('bad-offset', 'Параметр offset: недопустимое значение …', LIST),
    badInput('missing-offset', 'Параметр offset: не указан', LIST),
  ],
  handle({ query, store, zone, reading }) {
    const [within, ...filters] = dateFilters(query, zone)
    const limit = query.limit === undefined ? undefined : Number(query.limit)
    const { rows, total } = store.clients.list({
      order: 'byId',
      within,
      where: filters.length > 0 ? client => filters.every(filter => liesIn(client, filter)) : undefined,
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

const PASSWORD = `${PAGE}: Получить данные контрагента по паролю или контрольной сумме во внешнем приложении`

export const byPassword = operation('GET /clients?psw', {
  id: 'clients.byPassword',
  summary: 'Данные контрагента по паролю или контрольной сумме',
  docs: PASSWORD,
  query: schema<{ psw: string }>('vodyanoy/clients.byPassword.query.json'),
  replies: { 200: schema('vodyanoy/clients.get.reply.json') },
  cases: [notFoundCase(), badInput('missing-psw', 'Параметр psw: не указан', PASSWORD)],
  handle({ query, store, zone }) {
    const client = lowest([hashOf(query.psw), query.psw].flatMap(hash => store.clients.by('psw_hash', hash)))
    if (!client) throw notFound()
    return { status: 200, body: { result: clientView(client, zone) } }
  },
})

const UNKNOWN_ID = notFoundCase({ basis: 'The page says it of an unknown password alone.' })

export const get = operation('GET /clients/:id', {
  id: 'clients.get',
  summary: 'Реквизиты контрагента по его коду',
  docs: `${PAGE}: Получить реквизиты контрагента по его коду`,
  query: NO_QUERY,
  replies: { 200: schema('vodyanoy/clients.get.reply.json') },
  cases: [UNKNOWN_ID],
  find: findClient,
  handle: ({ found, zone }) => ({ status: 200, body: { result: clientView(found, zone) } }),
})

export const balance = operation('GET /clients/:id/balance', {
  id: 'clients.balance',
  summary: 'Задолженность контрагента на утро текущего дня',
  docs: `${PAGE}: Получить задолженность контрагента`,
  query: NO_QUERY,
  replies: { 200: schema('vodyanoy/clients.balance.reply.json') },
  cases: [
    {
      ...{ id: 'prepaid', status: 200, docs: `${PAGE}: Получить задолженность контрагента` },
      text: '«Отрицательное значение возвращается, если есть предоплата.»',
    },
    UNKNOWN_ID,
  ],
  find: findClient,
  handle({ found, store, now, zone }) {
    const morning = startOfDay(now, zone)
    const kopecks = store.ledger
      .by('client', found.id)
      .filter(movement => Date.parse(movement.at) < morning)
      .reduce((sum, { kind, amount }) => sum + Math.round(amount * 100) * (kind === 'shipment' ? 1 : -1), 0)
    const result = decimal(kopecks / 100)
    return { status: 200, body: { result }, ...(kopecks < 0 && { case: 'prepaid' }) }
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

const CREATE = `${PAGE}: Создать контрагента и основной адрес`

const OF_ADDRESS = ['ulica', 'dom', 'korpus', 'kv', 'etoof', 'commvod', 'commdisp']

export const create = operation('POST /clients', {
  id: 'clients.create',
  summary: 'Создать контрагента и основной адрес',
  docs: CREATE,
  query: NO_QUERY,
  body: schema<NewClient>('vodyanoy/clients.create.json'),
  replies: { 200: schema('vodyanoy/clients.create.reply.json'), 201: schema('vodyanoy/clients.create.reply.json') },
  cases: [badInput('missing-naimenovanie', 'Параметр naimenovanie: не указан', CREATE)],
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

function findClient({ params, store, reading }: Call<Types> & { readonly params: Readonly<Record<string, string>> }) {
  const client = store.clients.get(params.id!)
  if (!client) throw notFound(reading('notFound'))
  return client
}

const hashOf = (password: string): string => createHash('sha256').update(password).digest('hex')

interface DateFilter {
  readonly index: keyof typeof MOMENTS
  readonly from?: number
  readonly before?: number
}

/** Filters of the list by day, each inclusive; a client without a date passes none that asks for it. */
function dateFilters(query: ListQuery, zone: string): DateFilter[] {
  const [updatedFrom, updatedTo, createdFrom, createdTo] = (
    ['updated_gte', 'updated_lte', 'created_gte', 'created_lte'] as const
  ).map(name => (query[name] === undefined ? undefined : dayOf(name, query[name], zone)))
  return [
    ...(updatedFrom ? [{ index: 'touched' as const, from: updatedFrom.start }] : []),
    ...(updatedTo ? [{ index: 'updated' as const, before: updatedTo.end }] : []),
    ...(createdFrom ? [{ index: 'created' as const, from: createdFrom.start }] : []),
    ...(createdTo ? [{ index: 'created' as const, before: createdTo.end }] : []),
  ]
}

function liesIn(client: Readonly<Client>, { index, from = Number.NEGATIVE_INFINITY, before }: DateFilter): boolean {
  const at = MOMENTS[index](client)
  return at >= from && (before === undefined || at < before)
}

/** A day as `DD.MM.YYYY`, with or without the quotes of the page's example: from its start to the next one's. */
function dayOf(name: string, text: string, zone: string): { start: number; end: number } {
  const [day, month, year] = /^("?)(\d\d)\.(\d\d)\.(\d{4})\1$/.exec(text)?.slice(2).map(Number) ?? []
  if (year === undefined || !isDay(year, month!, day!))
    throw badParameter('bad-date', name, `ожидается дата ДД.ММ.ГГГГ, получено ${briefJson(text)}`)
  const midnight = { year, month: month!, day: day!, hour: 0, minute: 0, second: 0 }
  return { start: instantOf(midnight, zone), end: instantOf({ ...midnight, day: day! + 1 }, zone) }
}
