import type { Client } from '../records.ts'
import type { Call, Order } from '../types.ts'
import { collated } from './collation.ts'
import { Death } from './death.ts'
import { type Fields, isBlank, isTrue, quoted, trim } from './php.ts'

const NUMBERS = ['clid', 'idcategory', 'clientpath', 'pid', 'head_clid', 'territory', 'creator', 'editor']
/** The columns of the table in its order: SQL counts them from 1. */
const TABLE = [
  ...['clid', 'uid', 'title', 'idcategory', 'iduser', 'clientpath', 'des', 'address', 'phone', 'fax', 'site_url'],
  ...['mail_url', 'trash', 'fav', 'pid', 'head_clid', 'scheme', 'tip_cmr', 'territory'],
  ...Array.from({ length: 10 }, (_, i) => `input${i + 1}`),
  ...['date_create', 'date_edit', 'creator', 'editor', 'recv', 'dostup', 'last_dog', 'last_hist', 'type'],
  ...['priceLevel', 'identity'],
]
/** Where an index of the store has the database's order. */
const INDEXED = ['clid', 'date_create', 'date_edit']

/** Always descending, by any columns of the table; the vendor's own default is none of them. */
export function shippedOrder(_call: Call, params: Fields): Order {
  const asked = isBlank(params.order) ? 'datum' : quoted(params.order)
  const name = !isTrue(asked) ? 'date_create' : asked === 'date_change' ? 'date_edit' : asked
  const parts = name.split(',').map(trim)
  const columns = parts.map((part, i) => columnOf(i < parts.length - 1 ? part.replace(DIRECTION, '') : part, asked))
  if (columns.length === 1 && INDEXED.includes(columns[0]!)) return { name, by: columns[0]!, descending: true }
  const ascending = parts.map((part, i) => i < parts.length - 1 && !/ desc$/i.test(part))
  return { name, by: comparison(columns, ascending), descending: true }
}

/** The vendor puts the last one's itself. */
const DIRECTION = /(?<! ) +(asc|desc)$/i

type Key = string | number | null

/** `ORDER BY a, b DESC`, for a list that descends. The key of each record is made once. */
function comparison(
  columns: readonly string[],
  ascending: readonly boolean[],
): (a: Readonly<Client>, b: Readonly<Client>) => number {
  const known = new Map<Readonly<Client>, readonly Key[]>()
  const keysOf = (client: Readonly<Client>): readonly Key[] => {
    let keys = known.get(client)
    if (!keys) known.set(client, (keys = columns.map(column => keyOf(column, client))))
    return keys
  }
  return (a, b) => {
    const [left, right] = [keysOf(a), keysOf(b)]
    for (let i = 0; i < columns.length; i++) {
      const order = compareKeys(left[i]!, right[i]!)
      if (order !== 0) return ascending[i] ? -order : order
    }
    return 0
  }
}

function columnOf(name: string, asked: string): string {
  const plain = name.replace(/^`(.*)`$/, '$1').toLowerCase()
  const column = /^\d+$/.test(name) ? TABLE[Number(name) - 1] : TABLE.find(known => known.toLowerCase() === plain)
  if (column) return column
  throw new Death(
    asked === 'datum'
      ? 'a list without order is ordered by a column that does not exist'
      : `the table has no column ${name}`,
    'Send order=date_create.',
  )
}

/** null comes first. */
function compareKeys(a: Key, b: Key): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return a < b ? -1 : a > b ? 1 : 0
}

function keyOf(column: string, client: Readonly<Client>): Key {
  const value = cell(column, client)
  if (value === null) return null
  return NUMBERS.includes(column) ? Number(value) : collated(String(value))
}

function cell(column: string, client: Readonly<Client>): unknown {
  if (column === 'recv') return client.recv && Object.values(client.recv).join(';')
  const value = client[column as keyof Client]
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : (value ?? null)
}
