import { collection, defineApi, HttpFault, operations, type RecordsOf, Refusal, schema } from 'poligon'

/**
 * Leads behind OAuth, in the manner of amoCRM: tokens that expire and are renewed once, HAL with links and pages, lists
 * that are created and changed in one request, seven requests a second, and problems by RFC 9457.
 */

const CLIENT = { client_id: 'integration', client_secret: 's3cret', code: 'one-time-code' }
const ACCESS_S = 86_400
const REFRESH_MS = 90 * 86_400_000

// ——— Records ———

const text = { type: 'string' } as const
const number = { type: 'integer' } as const
const lead = { id: number, name: text, price: number, created_at: number, updated_at: number } as const
const token = { refresh: text, access: text, issued: number, used: { type: 'boolean' } } as const

const collections = {
  leads: collection({
    ...{ key: 'id', keyType: 'integer', newKey: 1, defaults: { price: 0 } },
    schema: schema({ type: 'object', properties: lead, required: ['id', 'name', 'price', 'created_at', 'updated_at'] }),
  }),
  tokens: collection({
    ...{ key: 'refresh', keyType: 'string', newKey: 'uuid', defaults: { used: false } },
    schema: schema({ type: 'object', properties: token, required: ['refresh', 'access', 'issued', 'used'] }),
  }),
}

type Types = { records: RecordsOf<typeof collections>; readings: Record<string, never>; caller: string }
type Lead = Readonly<Types['records']['leads']>

class LeadsError extends Refusal {
  readonly status: number
  readonly detail: string
  constructor(status: number, title: string, detail: string) {
    super(title)
    this.status = status
    this.detail = detail
  }
}

// ——— OAuth ———

const operation = operations<Types>()
const grants = { enum: ['authorization_code', 'refresh_token'] } as const

const accessToken = operation('POST /access_token', {
  ...{ id: 'token', base: '/oauth2', summary: 'Gives tokens, and renews them once', docs: 'OAuth: access_token' },
  body: schema({
    type: 'object',
    properties: { client_id: text, client_secret: text, grant_type: grants, code: text, refresh_token: text },
    required: ['client_id', 'client_secret', 'grant_type'],
  }),
  replies: {
    200: schema({
      type: 'object',
      properties: { token_type: { const: 'Bearer' }, expires_in: number, access_token: text, refresh_token: text },
      required: ['token_type', 'expires_in', 'access_token', 'refresh_token'],
    }),
  },
  handle({ body, store, now, random, conceal, reply }) {
    if (body.client_id !== CLIENT.client_id || body.client_secret !== CLIENT.client_secret)
      throw new LeadsError(401, 'Unauthorized', 'Client authentication failed')
    if (body.grant_type === 'refresh_token') {
      const old = store.tokens.get(body.refresh_token ?? '')
      if (!old || old.used || now > old.issued + REFRESH_MS)
        throw new LeadsError(401, 'Token has expired', 'Token has been revoked')
      store.tokens.update(old.refresh, { used: true })
    } else if (body.code !== CLIENT.code || store.tokens.size > 0)
      throw new LeadsError(400, 'Bad Request', 'Authorization code has expired')
    const { refresh, access } = store.tokens.insert({ refresh: random.uuid(), access: random.uuid(), issued: now })
    for (const secret of [refresh, access]) conceal(secret)
    return reply(200, { token_type: 'Bearer', expires_in: ACCESS_S, access_token: access, refresh_token: refresh })
  },
})

// ——— Leads ———

type Link = { link(path: string, values?: object): string }
const hal = ({ link }: Link, row: Lead) => ({ ...row, _links: { self: { href: link('/leads/:id', row) } } })
const many = (call: Link, rows: readonly Lead[], asked: readonly { request_id?: string }[]) => ({
  _links: { self: { href: call.link('/leads') } },
  _embedded: { leads: rows.map((row, i) => ({ ...hal(call, row), request_id: asked[i]!.request_id ?? String(i) })) },
})
const document = schema({ type: 'object', required: ['_links'] })
const given = { name: text, price: number, request_id: text } as const
const digits = { type: 'string', pattern: '^\\d+$', examples: ['1'] } as const
const lists = { type: 'array', minItems: 1, maxItems: 250 } as const

const list = operation('GET /leads', {
  ...{ id: 'leads.list', summary: 'A page of leads', docs: 'Leads: list' },
  query: schema({ type: 'object', properties: { page: digits, limit: digits, query: text } }),
  replies: { 200: document, 204: null },
  handle(call) {
    const { query, store, link, reply } = call
    const [page, limit] = [Number(query.page ?? 1), Math.min(Number(query.limit ?? 50), 250)]
    const sought = (query.query ?? '').toLowerCase()
    const rows = store.leads.all().filter(({ name }) => name.toLowerCase().includes(sought))
    const here = rows.slice((page - 1) * limit, page * limit)
    if (here.length === 0) return reply(204)
    const at = (other: number) => ({
      href: `${link('/leads')}?${new URLSearchParams({ ...query, page: String(other), limit: String(limit) })}`,
    })
    const _links = { self: at(page), ...(page * limit < rows.length && { next: at(page + 1) }) }
    return reply(200, { _page: page, _links, _embedded: { leads: here.map(row => hal(call, row)) } })
  },
})

const get = operation('GET /leads/:id', {
  ...{ id: 'leads.get', summary: 'One lead', docs: 'Leads: one' },
  replies: { 200: document },
  handle: call => call.reply(200, hal(call, call.store.leads.need(call.params.id))),
})

const create = operation('POST /leads', {
  ...{ id: 'leads.create', summary: 'Creates leads', docs: 'Leads: create' },
  body: schema({ ...lists, items: { type: 'object', properties: given, required: ['name'] } } as const),
  replies: { 200: document },
  handle(call) {
    const { store, now, body, reply } = call
    const at = Math.floor(now / 1000)
    const made = body.map(({ name, price }) => store.leads.insert({ name, price, created_at: at, updated_at: at }))
    return reply(200, many(call, made, body))
  },
})

const change = operation('PATCH /leads', {
  ...{ id: 'leads.change', summary: 'Changes leads', docs: 'Leads: change' },
  body: schema({
    ...lists,
    items: { type: 'object', properties: { id: number, ...given }, required: ['id'] },
  } as const),
  replies: { 200: document },
  handle(call) {
    const { store, now, body, reply } = call
    const changed = body.map(({ id, request_id: _, ...fields }) =>
      store.leads.update(store.leads.need(id).id, { ...fields, updated_at: Math.floor(now / 1000) }),
    )
    return reply(200, many(call, changed, body))
  },
})

// ——— The API ———

export const leads = defineApi<Types>({
  ...{ name: 'leads', title: 'Leads behind OAuth', docs: 'Leads', basePath: ['/api/v4', '/oauth2'] },
  ...{ operations: [accessToken, list, get, create, change], collections, contentType: 'application/hal+json' },
  credentials: { access: [{ in: 'bearer' }], secret: [{ in: 'body', name: 'client_secret' }] },
  account: { secret: CLIENT.client_secret },
  authenticate({ operation: asked, credential, store, now }) {
    if (asked?.id === accessToken.id) return 'nobody'
    const known = store.tokens.first('access', credential('access') ?? '')
    if (known && !known.used && now < known.issued + ACCESS_S * 1000) return known.access
    throw new LeadsError(401, 'Unauthorized', 'Wrong or expired token')
  },
  limit: { requests: 7, per: '1s' },
  error: schema({ type: 'object', required: ['title', 'status', 'detail'] }),
  refuse(error) {
    const { status } = error as LeadsError | HttpFault
    const flaws = error instanceof HttpFault ? error.flaws : []
    const errors = flaws.map(({ at, rule, message }) => ({ code: rule, path: at, detail: message }))
    return {
      status,
      headers: { 'content-type': 'application/problem+json' },
      body: {
        ...{ type: 'about:blank', title: error instanceof HttpFault ? error.kind : error.message, status },
        detail: error instanceof LeadsError ? error.detail : error.message,
        ...(errors.length > 0 && { 'validation-errors': [{ request_id: '0', errors }] }),
      },
    }
  },
})
