import type { Client } from '../records.ts'
import type { Call, Order } from '../types.ts'
import { collated } from './collation.ts'
import { Death } from './death.ts'
import { type Fields, isBlank, isTrue, quoted, trim } from './php.ts'

const NUMBERS = ['clid', 'idcategory', 'clientpath', 'pid', 'head_clid', 'territory', 'creator', 'editor']
const TEXTS = [
  ...['uid', 'title', 'iduser', 'des', 'address', 'phone', 'fax', 'site_url', 'mail_url', 'trash', 'fav', 'scheme'],
  ...['tip_cmr', 'date_create', 'date_edit', 'recv', 'type', 'priceLevel'],
  ...Array.from({ length: 10 }, (_, i) => `input${i + 1}`),
]
/** Where an index of the store has the database's order. */
const INDEXED = ['clid', 'date_create', 'date_edit']

/** Always descending, by any columns of the table; the vendor's own default is none of them. */
export function shippedOrder(_call: Call, params: Fields): Order {
  const asked = isBlank(params.order) ? 'datum' : quoted(params.order)
  const name = !isTrue(asked) ? 'date_create' : asked === 'date_change' ? 'date_edit' : asked
  const columns = name.split(',').map(part => columnOf(trim(part), asked))
  if (columns.length === 1 && INDEXED.includes(columns[0]!)) return { name, by: columns[0]!, descending: true }
  return { name, by: comparison(columns), descending: true }
}

type Key = string | number | null

/** `ORDER BY a, b DESC`: only the last one descends. The key of each record is made once. */
function comparison(columns: readonly string[]): (a: Readonly<Client>, b: Readonly<Client>) => number {
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
      if (order !== 0) return i === columns.length - 1 ? order : -order
    }
    return 0
  }
}

function columnOf(name: string, asked: string): string {
  const column = [...NUMBERS, ...TEXTS].find(known => known.toLowerCase() === name.toLowerCase())
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
