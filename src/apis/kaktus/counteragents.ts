import { type ReadyCall, type Store, schema } from '../../api.ts'
import { documented, inUse, unknownCounteragent } from './errors.ts'
import { type Counteragent, type Records, ROLES } from './records.ts'
import { operation, type Types } from './types.ts'
import { counteragentView } from './views.ts'

// ——— List ———

const LIST = 'kaktus.txt: Получение перечня контрагентов'

interface ListQuery {
  id?: string
  extId?: string
  query?: string
  role?: string
  page?: string
  size?: string
}

export const list = operation('GET /settings/counteragents', {
  id: 'counteragents.list',
  summary: 'Перечень контрагентов, с поиском и фильтрами',
  docs: LIST,
  query: schema<ListQuery>('kaktus/counteragents.list.query.json'),
  replies: { 200: schema('kaktus/counteragents.list.reply.json') },
  cases: [
    documented('bad-page', 'Параметр …: недопустимое значение …', `${LIST}: Паджинация стандартная`, {
      basis: 'The page does not say what happens to a `page` or `size` that is not a number.',
    }),
  ],
  handle(call) {
    const { query, store, violate } = call
    if (query.role !== undefined && !ROLES.includes(query.role))
      violate({ rule: 'list.role', at: 'query.role', value: query.role, docs: LIST })
    const { rows, total } = store.counteragents.list({ ...filterOf(query, store), ...pageOf(call), order: null })
    return {
      status: 200,
      body: { success: true, recordsTotal: total, counteragents: rows.map(row => counteragentView(row, store)) },
    }
  },
})

/** The first exact filter is looked up, everything else is compared. */
function filterOf(query: ListQuery, { organizations }: Store<Records>) {
  const [index, ...others] = (['id', 'extId', 'role'] as const).filter(name => query[name] !== undefined)
  const filters: ((counteragent: Readonly<Counteragent>) => boolean)[] = others.map(
    name => counteragent => counteragent[name] === query[name],
  )
  const sought = query.query?.toLowerCase()
  if (sought) {
    filters.push(({ name, type, organizationId }) => {
      const organization = type === 'COMPANY' && organizationId ? organizations.get(organizationId) : undefined
      return [name, organization?.inn, organization?.ogrn].some(text => text?.toLowerCase().includes(sought))
    })
  }
  return {
    within: index && { index, value: query[index]! },
    where: filters.length > 0 ? (row: Readonly<Counteragent>) => filters.every(keeps => keeps(row)) : undefined,
  }
}

/** «Паджинация стандартная: page, size (10 элементов по умолчанию)» */
function pageOf({ query, reading, violate }: ReadyCall<Types, ListQuery, undefined, undefined>) {
  const first = Number(reading('firstPage'))
  const page = Number(query.page ?? first)
  const limit = Number(query.size ?? 10)
  if (page < first) violate({ rule: 'list.page', at: 'query.page', value: query.page, docs: LIST })
  return { offset: Math.max(page - first, 0) * limit, limit }
}

// ——— Delete ———

const UNTOLD = 'The page tells of one error alone: where the counteragent is in use.'
const DELETE = 'kaktus.txt: Удаление контрагента'

export const remove = operation('DELETE /settings/counteragents', {
  id: 'counteragents.delete',
  summary: 'Удаление контрагента',
  docs: DELETE,
  query: schema<{ id: string }>('kaktus/counteragents.delete.query.json'),
  replies: { 200: schema('kaktus/done.reply.json') },
  cases: [
    documented('in-use', inUse('…').message, DELETE),
    documented('unknown-id', unknownCounteragent('…').message, `${DELETE}: Ошибка`, { basis: UNTOLD }),
    documented('missing-id', 'Параметр id: обязательно', `${DELETE}: Ошибка`, { basis: UNTOLD }),
  ],
  handle({ query: { id }, store }) {
    const counteragent = store.counteragents.get(id)
    if (!counteragent) throw unknownCounteragent(id)
    const [usage] = store.usages.by('counteragentId', id)
    if (usage) throw inUse(id).about('usages', usage.id)
    store.counteragents.remove(id)
    const { organizationId } = counteragent
    const isLast = organizationId !== null && store.counteragents.count('organizationId', organizationId) === 0
    if (isLast && store.organizations.has(organizationId)) store.organizations.remove(organizationId)
    return { status: 200, body: { success: true } }
  },
})
