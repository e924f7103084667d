import { type Call, formatIso, type Params, schema } from '../../api.ts'
import { exceptionCase, NEW_TYPE_CASES, TYPE_CASES, typeCase, unknownId, VALIDATION_CASES } from './cases.ts'
import { clientView, noteUnknownFields, selectionOf, tupleView, writtenView } from './client-view.ts'
import { BLOCKED, deleteBlocked, notFound, otherUser } from './errors.ts'
import { filterOf, orderOf } from './list-query.ts'
import { pagingHeaders, readPage } from './paging.ts'
import { type Client, type ClientType, OWN, RELATED } from './records.ts'
import { operation, type Types } from './types.ts'
import { type Given, isEmpty, phpText, validate } from './validation.ts'
import { PAGE } from './violations.ts'

/** `\d` and, as Yii has it for keys of several parts, commas. */
const ID = { id: /^\d[\d,]*$/ }

const oneClient = schema('webcanape/client.view.reply.json')

// ——— Operations ———

/** «Форматы ответов» */
const format = (id: string, heading: string) => ({
  ...{ id, status: 200, text: `«${heading}»`, docs: `${PAGE}: Форматы ответов: ${heading}` },
})

const VIEW = `${PAGE}: Получение по идентификатору`
const CHANGE = `${PAGE}: Изменение`
const DELETE = `${PAGE}: Удаление`

export const list = operation('GET /client', {
  id: 'client.list',
  summary: 'Список клиентов: фильтры, сортировка, постраничный вывод',
  docs: `${PAGE}: Получение списка`,
  query: schema<Params>('webcanape/client.list.query.json'),
  replies: { 200: schema('webcanape/client.list.reply.json') },
  cases: [
    format('plain', 'Один кортеж, режим по-умолчанию'),
    format('counts', 'Запрос списка с выборкой количества договоров, счетов и КП'),
    format('expanded', 'Запрос списка с развернутой сущностью user'),
  ],
  handle(call) {
    const { clients } = call.store
    const { where, within, like } = filterOf(call)
    const { order, descending } = orderOf(call)
    const selection = selectionOf(call)
    noteUnknownFields(call, selection)
    const page = readPage(call, ({ offset, limit }) =>
      clients.list({ where, within, like, order, descending, offset, limit }),
    )
    const items = page.rows.map(client => tupleView(client, selection, call))
    const as = selection.user ? 'expanded' : selection.counts.length > 0 ? 'counts' : 'plain'
    return { status: 200, body: { response: { items } }, headers: pagingHeaders(call, page), case: as }
  },
})

export const view = operation('GET /client/:id', {
  id: 'client.view',
  summary: 'Один клиент, с атрибутами его типа',
  docs: VIEW,
  params: ID,
  query: schema<Params>('webcanape/client.view.query.json'),
  replies: { 200: oneClient },
  cases: [...TYPE_CASES, unknownId(VIEW)],
  find: findClient,
  handle: call => ({ status: 200, body: shown(call.found, call, clientView), case: typeCase(call.found.type) }),
})

export const create = operation('POST /client', {
  id: 'client.create',
  summary: 'Добавить клиента',
  docs: `${PAGE}: Добавление`,
  query: schema<Params>('webcanape/client.write.query.json'),
  body: schema<unknown>('webcanape/client.json'),
  replies: { 200: oneClient },
  cases: [...TYPE_CASES, ...VALIDATION_CASES, ...NEW_TYPE_CASES],
  handle(call) {
    const { store, caller, now, zone } = call
    const given = attributesOf(call)
    const own: readonly string[] = OWN[Number(phpText(given.type)) as ClientType] ?? []
    refuseOtherUser(given, call)
    validate(given, ['name', 'type'], own, id => store.users.has(id))
    noteForeign(given, own, call)
    const stamp = formatIso(now, zone)
    const added = changesOf(given, own)
    added.user_id ??= caller.id
    added.type = Number(given.type) as ClientType
    added.created_at = stamp
    added.updated_at = stamp
    const client = store.clients.insert(added)
    return {
      status: 200,
      body: shown(client, call),
      headers: { Location: call.link('/client/:id', client) },
      case: typeCase(client.type),
    }
  },
})

export const update = operation('PUT,PATCH /client/:id', {
  id: 'client.update',
  summary: 'Изменить клиента: что дано, то и меняется',
  docs: CHANGE,
  params: ID,
  query: schema<Params>('webcanape/client.write.query.json'),
  body: schema<unknown>('webcanape/client.json'),
  replies: { 200: oneClient },
  cases: [
    { id: 'type-ignored', status: 200, text: '«атрибута type изменение которого будет игнорироваться!»', docs: CHANGE },
    ...VALIDATION_CASES,
    unknownId(CHANGE),
  ],
  find: findClient,
  handle(call) {
    const { found, store, now, zone } = call
    const given = attributesOf(call)
    const own = OWN[found.type]
    refuseOtherUser(given, call)
    validate(given, Object.hasOwn(given, 'name') ? ['name'] : [], own, id => store.users.has(id))
    noteForeign(given, own, call)
    const changes = changesOf(given, own)
    const isSame = Object.entries(changes).every(([name, value]) => found[name as keyof Client] === value)
    if (!isSame) changes.updated_at = formatIso(now, zone)
    const client = isSame ? found : store.clients.update(found.id, changes)
    return { status: 200, body: shown(client, call), ...(Object.hasOwn(given, 'type') && { case: 'type-ignored' }) }
  },
})

export const remove = operation('DELETE /client/:id', {
  id: 'client.delete',
  summary: 'Удалить клиента, за которым ничего не числится',
  docs: DELETE,
  params: ID,
  replies: { 200: null },
  cases: [
    exceptionCase('has-records', 409, BLOCKED[409], DELETE, {
      basis: 'The page says that it may be impossible, but not what the answer is.',
    }),
    unknownId(DELETE),
  ],
  find: findClient,
  handle({ found, store, reading }) {
    for (const name of RELATED) {
      const [related] = store[name].by('client_id', found.id)
      if (related) throw deleteBlocked(reading('deleteBlocked')).about(name, related.id)
    }
    store.clients.remove(found.id)
    return { status: 200 }
  },
})

// ——— Rules ———

function findClient({ params, store }: Pick<Call<Types>, 'store'> & { params: Readonly<Record<string, string>> }) {
  const id = params.id!
  const client = /^\d+$/.test(id) ? store.clients.get(Number(id)) : undefined
  if (!client) throw notFound(id)
  return client
}

/** «Данные о клиенте в формате описания отдельного кортежа списка». */
function shown(client: Readonly<Client>, call: Call<Types> & { readonly query: Params }, viewOf = writtenView): object {
  const selection = selectionOf(call)
  noteUnknownFields(call, selection, OWN[client.type])
  const own = viewOf(client, selection, call)
  const inside = call.reading('view')
  return inside === 'bare' ? own : { response: inside === 'items' ? { items: [own] } : own }
}

/** A body's attributes; one that is not an object has none. */
function attributesOf({ body, violate }: Pick<Call<Types>, 'violate'> & { readonly body: unknown }): Given {
  if (body !== null && typeof body === 'object' && !Array.isArray(body)) return body as Given
  violate({ rule: 'body', at: 'body', value: body, docs: `${PAGE}: Таблица 4` })
  return {}
}

/** «Возможно введение запрета на переопределение данного атрибута для конкретных ролей». */
function refuseOtherUser({ user }: Given, { reading, caller }: Pick<Call<Types>, 'reading'> & Pick<Types, 'caller'>) {
  if (reading('userOverride') === 'allowed' || caller.role === 'admin') return
  if (!isEmpty(user) && Number(phpText(user)) !== caller.id) throw otherUser()
}

const OWN_OF_ANY: readonly string[] = Object.values(OWN).flat()

/** «Применяется только к сущности с типом…»: an attribute of the other type is ignored. */
function noteForeign(given: Given, own: readonly string[], { violate }: Pick<Call<Types>, 'violate'>): void {
  for (const name of OWN_OF_ANY) {
    if (Object.hasOwn(given, name) && !own.includes(name))
      violate({ rule: name, at: `body.${name}`, value: given[name], docs: `${PAGE}: Таблица 4` })
  }
}

const SETTABLE = ['name', 'email', 'phone', 'real_address', 'description']

/** What valid attributes set. Docs are silent on an empty `user`; it is taken for none. */
function changesOf(given: Given, own: readonly string[]): Partial<Client> {
  const changes: Record<string, unknown> = {}
  for (const name of [...SETTABLE, ...own]) if (Object.hasOwn(given, name)) changes[name] = given[name]
  if (!isEmpty(given.user)) changes.user_id = Number(given.user)
  return changes
}
