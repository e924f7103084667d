import {
  type Call,
  collection,
  defineApi,
  HttpFault,
  operations,
  parseParams,
  type RecordsOf,
  Refusal,
  schema,
} from 'poligon'
import { people } from 'poligon/fixtures'

/**
 * A portal of methods, in the manner of Bitrix24: `crm.contact.add` and the like, by GET and POST, as JSON and as forms,
 * behind a webhook's secret in the path or a token; two requests a second, and a batch of methods in one.
 */

const ACCOUNT = { secret: 'k1x9z2', auth: 'token-of-anna' }
const PAGE = 50

// ——— Records ———

const text = { type: 'string' } as const
const phone = { type: 'object', properties: { VALUE: text, VALUE_TYPE: text } } as const
const contact = {
  ID: { type: 'integer' },
  NAME: text,
  LAST_NAME: text,
  PHONE: { type: 'array', items: phone },
  DATE_CREATE: text,
} as const
const TEXTS = ['NAME', 'LAST_NAME']
const collections = {
  contacts: collection({
    ...{ key: 'ID', keyType: 'integer', newKey: 1, defaults: { LAST_NAME: '', PHONE: [] } },
    schema: schema({ type: 'object', properties: contact, required: ['ID', 'NAME', 'DATE_CREATE'] }),
  }),
}

type Types = { records: RecordsOf<typeof collections>; readings: Record<string, never>; caller: string }
type Fields = Readonly<Record<string, unknown>>
type Row = Readonly<Types['records']['contacts']>

// ——— Refusals ———

class PortalError extends Refusal {
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, description: string) {
    super(description)
    this.status = status
    this.code = code
  }
}
const unknownMethod = () => new PortalError(404, 'ERROR_METHOD_NOT_FOUND', 'Method not found!')
const bodyOf = (error: PortalError) => ({ error: error.code, error_description: error.message })

// ——— Methods: what a batch calls as well ———

type Answer = { readonly result: unknown; readonly next?: number; readonly total?: number }
type Method = (call: Pick<Call<Types>, 'store' | 'now' | 'attempt'>, asked: Fields) => Answer

const isPhone = (item: Fields | null): boolean => typeof item?.VALUE === 'string'
const isRight = (name: string, value: unknown): boolean =>
  name === 'PHONE' ? Array.isArray(value) && value.every(isPhone) : TEXTS.includes(name) && typeof value === 'string'

const fieldsOf = ({ fields = {} }: Fields): Fields => {
  const wrong = Object.entries(fields as Fields).find(([name, value]) => !isRight(name, value))
  if (wrong) throw new PortalError(400, 'ERROR_CORE', `Wrong field ${wrong[0]}`)
  return fields as Fields
}

const found = (store: Call<Types>['store'], { id, ID = id }: Fields): Row => {
  const row = store.contacts.get(Number(ID))
  if (!row) throw new PortalError(400, '', 'Not found')
  return row
}

const METHODS: Readonly<Record<string, Method>> = {
  'crm.contact.add': ({ store, now }, asked) => {
    const fields = fieldsOf(asked)
    if (!fields.NAME) throw new PortalError(400, 'ERROR_REQUIRED', 'NAME is required')
    const added = store.contacts.insert({ ...fields, ID: undefined, DATE_CREATE: new Date(now).toISOString() })
    return { result: added.ID }
  },
  'crm.contact.get': ({ store }, asked) => ({ result: found(store, asked) }),
  'crm.contact.update': ({ store }, asked) => {
    store.contacts.update(found(store, asked).ID, fieldsOf(asked))
    return { result: true }
  },
  'crm.contact.delete': ({ store }, asked) => {
    store.contacts.remove(found(store, asked).ID)
    return { result: true }
  },
  'crm.contact.list': ({ store }, { filter = {}, order = {}, select, start = 0 }) => {
    const [by = 'ID', way = 'ASC'] = Object.entries(order as Fields)[0] ?? []
    const fits = (row: Row): boolean =>
      Object.entries(filter as Fields).every(([name, value]) => String((row as Fields)[name]) === String(value))
    const rows = store.contacts.all().filter(fits)
    const sign = String(way).toUpperCase() === 'DESC' ? -1 : 1
    const at = (row: Row): string => String((row as Fields)[by])
    rows.sort((a, b) => sign * at(a).localeCompare(at(b), 'ru', { numeric: true }))
    const shown = (row: Row) =>
      Object.fromEntries(Object.entries(row).filter(([name]) => !select || (select as string[]).includes(name)))
    const from = Number(start)
    const next = from + PAGE < rows.length ? { next: from + PAGE } : {}
    return { result: rows.slice(from, from + PAGE).map(shown), ...next, total: rows.length }
  },
}

/** `$result[one]`, and what lies in it: the answer of a command before. */
const filled = (text: string, results: Fields): string =>
  text.replace(/\$result((?:\[\w+\])+)/g, (_, path: string) => {
    const names = [...path.matchAll(/\[(\w+)\]/g)].map(([, name]) => name!)
    return encodeURIComponent(String(names.reduce<unknown>((inner, name) => (inner as Fields)?.[name], results)))
  })

const batch: Method = (call, { cmd = {}, halt = 0 }) => {
  const results: Record<string, unknown> = {}
  const errors: Record<string, unknown> = {}
  for (const [name, command] of Object.entries(cmd as Record<string, string>)) {
    const [method = '', search = ''] = filled(command, results).split('?')
    try {
      const run = METHODS[method]
      if (!run) throw unknownMethod()
      results[name] = call.attempt(() => run(call, parseParams(search))).result
    } catch (error) {
      if (!(error instanceof PortalError)) throw error
      errors[name] = bodyOf(error)
      if (Number(halt) === 1) break
    }
  }
  return { result: { result: results, result_error: errors } }
}

// ——— The API ———

const operation = operations<Types>()
const reply = schema({ type: 'object', properties: { result: {}, next: {}, total: {}, time: {} }, required: ['time'] })
const named = { type: 'object' } as const
const asked = schema({
  type: 'object',
  properties: {
    ...{ fields: named, filter: named, order: named, select: { type: 'array', items: text } },
    cmd: { type: 'object', additionalProperties: text },
  },
})

const methods = Object.entries({ ...METHODS, batch }).map(([id, run]) =>
  operation(
    [`GET,POST /${id}`, `GET,POST /${id}.json`, `GET,POST /:user/:secret/${id}`, `GET,POST /:user/:secret/${id}.json`],
    {
      ...{ id, summary: `Method ${id}`, docs: `Portal: ${id}`, body: asked, replies: { 200: reply } },
      handle: call => {
        const at = call.now / 1000
        return call.reply(200, { ...run(call, call.body), time: { start: at, finish: at, duration: 0 } })
      },
    },
  ),
)

const codeOf = (fault: HttpFault): PortalError => {
  if (fault.kind === 'unknown-path' || fault.kind === 'wrong-method') return unknownMethod()
  if (fault.kind === 'too-many') return new PortalError(503, 'QUERY_LIMIT_EXCEEDED', 'Too many requests')
  return new PortalError(fault.status, 'ERROR_CORE', fault.message)
}

export const portal = defineApi<Types>({
  ...{ name: 'portal', title: 'Portal of methods', docs: 'Portal', basePath: '/rest' },
  ...{ operations: methods, collections, parameters: 'php' as const, bodyInQuery: true, account: ACCOUNT },
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  credentials: {
    secret: [{ in: 'path', name: 'secret' }],
    auth: [{ in: 'query', name: 'auth' }, { in: 'body', name: 'auth' }, { in: 'bearer' }],
  },
  authenticate({ credential }) {
    const key = credential('secret') ?? credential('auth')
    if (key === undefined) throw new PortalError(401, 'NO_AUTH_FOUND', 'Wrong authorization data')
    if (key !== ACCOUNT.secret && key !== ACCOUNT.auth)
      throw new PortalError(401, 'INVALID_CREDENTIALS', 'Invalid request credentials')
    return key
  },
  limit: { requests: 2, per: '1s', by: ({ caller }) => caller },
  error: schema({ type: 'object', required: ['error', 'error_description'] }),
  refuse(error) {
    const told = error instanceof HttpFault ? codeOf(error) : (error as PortalError)
    return { status: told.status, body: bodyOf(told) }
  },
  generate: async (count, seed) => ({
    contacts: people(seed, count).map(({ firstName, lastName, phone: VALUE }, n) => ({
      ...{ ID: 1001 + n, NAME: firstName, LAST_NAME: lastName, PHONE: [{ VALUE, VALUE_TYPE: 'MOBILE' }] },
      DATE_CREATE: '2024-01-01T09:00:00.000Z',
    })),
  }),
})
