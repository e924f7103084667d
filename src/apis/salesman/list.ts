import { schema, type Within } from '../../api.ts'
import { SYNONYMS, shownFields } from './form.ts'
import { documentedFilters } from './list-filters.ts'
import { parametersOf, readText, readWhole } from './parameters.ts'
import type { Client } from './records.ts'
import { documentedRows } from './rows.ts'
import { shippedFilters } from './shipped/filters.ts'
import { shippedOrder } from './shipped/order.ts'
import { type Fields, wholeOf } from './shipped/php.ts'
import { withPhpFatal } from './shipped/php-fatal.ts'
import { shippedRows } from './shipped/rows.ts'
import { inTableOrder } from './shipped/ties.ts'
import { type Call, type Filters, type Order, operation, type View } from './types.ts'

const DOCS = 'salesman.txt: Запрос “list”'
/** «лимит в 200 записей на страницу» */
const PAGE = 200

interface Page {
  readonly offset: number
  readonly rows: readonly View[]
  readonly total: number
  readonly order: Order
}

function documentedOrder(call: Call, params: Fields): Order {
  const asked = readText(params, 'order') ?? 'date_create'
  const first = readText(params, 'first') ?? 'new'
  const name = SYNONYMS[asked] ?? asked
  const known = name === 'date_create' || shownFields(call).includes(name)
  if (!known) call.violate({ rule: 'list.order', at: 'order', value: asked, docs: DOCS })
  if (first !== 'new' && first !== 'old') call.violate({ rule: 'list.first', at: 'first', value: first, docs: DOCS })
  const by = known ? name : 'date_create'
  return { name: by, by, descending: first !== 'old' }
}

const ORDERS = { documented: documentedOrder, shipped: shippedOrder }
const FILTERS = { documented: documentedFilters, shipped: shippedFilters }
const ROWS = { documented: documentedRows, shipped: shippedRows }

/** What the answer says of its page. */
const PARAMS = {
  documented: ({ offset, total }: Page) => ({ page: offset, pageall: Math.ceil(total / PAGE) }),
  shipped: ({ offset, total, order, rows }: Page) => ({
    ...{ page: offset || 1, pageall: Math.ceil(total / PAGE) },
    ...{ ord: order.name, tuda: 'DESC', count: rows.length },
  }),
}

export const list = operation('GET,POST /client/list', {
  id: 'client.list',
  summary: 'Список клиентов, доступных сотруднику, с фильтрами',
  docs: DOCS,
  body: schema<Fields>('salesman/client.list.json'),
  replies: { 200: schema('salesman/client.list.reply.json') },
  handle: call =>
    withPhpFatal(call, () => {
      const params = parametersOf(call) ?? {}
      const offset = offsetOf(call, params)
      const order = ORDERS[call.reading('order')](call, params)
      const filters = FILTERS[call.reading('filters')](call, params)
      const { rows: clients, total } = clientsIn(call, filters, order, offset)
      const rows = ROWS[call.reading('rows')](call, params, clients)
      const page = { offset, rows, total, order }
      return {
        status: 200,
        body: {
          data: rows,
          params: PARAMS[call.reading('listParams')](page),
          count: call.reading('count') === 'total' ? total : rows.length,
        },
      }
    }),
})

/** The shipped server takes for the first page what is not a positive number. */
const offsetOf = (call: Call, params: Fields): number =>
  call.reading('transport') === 'shipped' ? Math.max(0, wholeOf(params.offset)) : (readWhole(params, 'offset') ?? 0)

/** One page, by the index that answers most of the question. */
function clientsIn({ store }: Call, { owners, trash, where }: Filters, order: Order, offset: number) {
  const owner = owners?.length === 1 ? owners[0]! : undefined
  const within = indexOf(owner, trash)
  const isOwner = owners && owner === undefined && new Set(owners)
  const keeps = isOwner ? [...where, ({ iduser }: Readonly<Client>) => isOwner.has(iduser)] : where
  const page = { offset: offset * PAGE, limit: PAGE }
  const isKept = keeps.length > 0 ? (client: Readonly<Client>) => keeps.every(keep => keep(client)) : undefined
  if (!('descending' in order)) {
    const { rows, total } = store.clients.list({ where: isKept, within, order: within ? null : undefined })
    return { rows: order.by(rows).slice(page.offset, page.offset + PAGE), total }
  }
  const { by, descending, tiesAscend } = order
  const byIndex = by === 'date_create' && within ? undefined : by
  const listed = store.clients.list({ where: isKept, within, order: byIndex, descending, ...page })
  if (!tiesAscend || (by !== 'date_create' && by !== 'date_edit')) return listed
  const isListed = (client: Readonly<Client>): boolean =>
    (owner === undefined || client.iduser === owner) &&
    (trash === undefined || (client.trash === true) === trash) &&
    (isKept?.(client) ?? true)
  const group = (value: string | null) =>
    store.clients.list({ where: isListed, within: { index: by, value }, order: null }).rows
  return { rows: inTableOrder(listed.rows, by, group), total: listed.total }
}

function indexOf(owner: number | undefined, trash: boolean | undefined): Within | undefined {
  if (owner !== undefined) {
    return trash === undefined
      ? { index: 'owned', value: [owner] }
      : { index: 'ownedAndShelved', value: [owner, trash] }
  }
  return trash === undefined ? undefined : { index: 'shelved', value: [trash] }
}
