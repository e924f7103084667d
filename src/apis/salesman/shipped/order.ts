import type { Client } from '../records.ts'
import type { Call, Order } from '../types.ts'
import { collated, folded } from './collation.ts'
import { likeness } from './likeness.ts'
import { type Fields, isBlank, isTrue, quoted } from './php.ts'
import { PhpFatal } from './php-fatal.ts'
import type { Sorting, SqlCell, SqlRow } from './sql/expression.ts'
import { functionCall } from './sql/functions.ts'
import { parseOrder } from './sql/parser.ts'
import { SqlError } from './sql/tokens.ts'

const NUMBERS = new Set(['clid', 'idcategory', 'clientpath', 'pid', 'head_clid', 'territory', 'creator', 'editor'])
/** The columns of the table in its order: SQL counts them from 1. */
const TABLE = [
  ...['clid', 'uid', 'title', 'idcategory', 'iduser', 'clientpath', 'des', 'address', 'phone', 'fax', 'site_url'],
  ...['mail_url', 'trash', 'fav', 'pid', 'head_clid', 'scheme', 'tip_cmr', 'territory'],
  ...Array.from({ length: 10 }, (_, i) => `input${i + 1}`),
  ...['date_create', 'date_edit', 'creator', 'editor', 'recv', 'dostup', 'last_dog', 'last_hist', 'type'],
  ...['priceLevel', 'identity'],
]
const COLUMNS = new Map(TABLE.map(column => [column.toLowerCase(), column]))
/** Where an index of the store has the database's order, but for rows that are equal. */
const INDEXED = new Set(['clid', 'date_create', 'date_edit'])

/** Always descending, by any expression that the database takes; the vendor's own default is not a column. */
export function shippedOrder(call: Call, { order }: Fields): Order {
  const name = nameOf(order)
  const source = quoted(name)
  const column = COLUMNS.get(source.toLowerCase())
  if (column && INDEXED.has(column)) return { name, by: column, descending: true, tiesAscend: true }
  const sortings = sortingsOf(call, source)
  return { name, by: clients => sorted(clients, sortings) }
}

/** PHP compares loosely: true is as good as `date_change`. */
function nameOf(order: unknown): string | number {
  if (isBlank(order)) return 'datum'
  if (order === true || order === 'date_change') return 'date_edit'
  if (!isTrue(order)) return 'date_create'
  return typeof order === 'number' ? order : quoted(order)
}

function sortingsOf({ random }: Call, source: string): Sorting[] {
  const compare = (a: string, b: string): number => compareCells(collated(a), collated(b))
  const functions = { compare, fold: folded, random: () => random.number() }
  // One pattern is mostly asked of all records.
  const patterns = new Map<string, ReturnType<typeof likeness>>()
  const like = (pattern: string): ReturnType<typeof likeness> => {
    let made = patterns.get(pattern)
    if (!made) patterns.set(pattern, (made = likeness(pattern)))
    return made
  }
  try {
    // The vendor puts the direction behind it itself.
    return parseOrder(`${source} DESC`, {
      ...{ table: 'app_clientcat', compare, column: name => COLUMNS.get(name.toLowerCase()) },
      isLike: (text, pattern) => like(pattern)(text),
      call: (name, args) => functionCall(name, args, functions),
    }).map(positioned)
  } catch (error) {
    if (error instanceof SqlError) throw brokenOrder(source, error.message)
    throw error
  }
}

function brokenOrder(source: string, why: string): PhpFatal {
  const shown = JSON.stringify(source.slice(0, 100))
  return new PhpFatal(
    source === 'datum'
      ? 'a list without order is ordered by a column that does not exist'
      : `it cannot order by ${shown}: ${why}`,
    'Send order=date_create.',
  )
}

/** A whole number alone is a column's. */
function positioned(sorting: Sorting): Sorting {
  if (sorting.position === undefined) return sorting
  const column = TABLE[sorting.position - 1]
  if (!column) throw new SqlError(`the table has no column ${sorting.position}`)
  return { ...sorting, evaluate: row => row(column) }
}

/** Rows that are equal stay in the order of the table. */
function sorted(clients: readonly Readonly<Client>[], sortings: readonly Sorting[]): Readonly<Client>[] {
  const keyed = clients.map(client => {
    const row: SqlRow = column => cell(column, client)
    return { client, keys: sortings.map(({ evaluate }) => keyOf(evaluate(row))) }
  })
  keyed.sort((a, b) => {
    for (const [i, { descending }] of sortings.entries()) {
      const order = compareCells(a.keys[i]!, b.keys[i]!)
      if (order !== 0) return descending ? -order : order
    }
    return 0
  })
  return keyed.map(({ client }) => client)
}

const keyOf = (value: SqlCell): SqlCell => (typeof value === 'string' ? collated(value) : value)

/** null comes first. */
function compareCells(a: SqlCell, b: SqlCell): number {
  if (a === null || b === null) return Number(a !== null) - Number(b !== null)
  return a < b ? -1 : a > b ? 1 : 0
}

function cell(column: string, client: Readonly<Client>): SqlCell {
  if (column === 'recv') return client.recv && Object.values(client.recv).join(';')
  const value = client[column as keyof Client] ?? null
  if (NUMBERS.has(column)) return Number(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return value === null ? null : String(value)
}
