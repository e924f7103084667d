import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Collection } from '../../src/core/store/collection.ts'
import type { ListOptions, Within } from '../../src/core/store/query.ts'
import { collection } from '../../src/core/store/spec.ts'
import { Table } from '../../src/core/store/table.ts'
import { compareValues, type Value } from '../../src/core/store/values.ts'

interface Book {
  id: number
  title: string
  shelf: number
  /** NaN: not known, and filed nowhere. */
  year: number
}

const indexes = {
  byShelf: (book: Book): readonly Value[] => [[book.shelf, book.year]],
  byYear: (book: Book): readonly Value[] => (Number.isNaN(book.year) ? [] : [book.year]),
}
const spec = collection<Book>({
  key: 'id',
  keyType: 'integer',
  newKey: 1,
  indexes,
  texts: { title: book => book.title },
})

function shelf(books: readonly Book[]): { books: Collection<Book>; looked: () => number } {
  let looks = 0
  const cell = {
    table: Table.of(
      books.map(record => ({ key: record.id, record: Object.freeze(record) })),
      new Map(
        Object.entries(indexes).map(([name, values]) => [
          name,
          (book: Book) => {
            looks++
            return values(book)
          },
        ]),
      ) as never,
    ),
    write: (table: Table) => void (cell.table = table),
    newKey: () => 0,
    sibling: () => undefined as never,
    referrers: [],
  }
  return { books: new Collection('books', spec, cell), looked: () => looks }
}

/** What a reader of the options would do by hand. */
function byHand(books: readonly Book[], options: ListOptions<Book>) {
  const { where, within, like, descending, offset = 0, limit = Number.POSITIVE_INFINITY } = options
  const order = options.order === undefined ? (within?.index ?? null) : options.order
  const valuesOf = (name: string, book: Book): readonly Value[] =>
    name in indexes ? indexes[name as keyof typeof indexes](book) : [book[name as keyof Book]]
  const lies = (book: Book): boolean =>
    !within ||
    valuesOf(within.index, book).some(value => {
      if (!('value' in within)) {
        const { from, before } = within
        if (from !== undefined && compareValues(value, from) < 0) return false
        return before === undefined || compareValues(value, before) < 0
      }
      const { value: wanted } = within
      if (!Array.isArray(wanted)) return compareValues(value, wanted) === 0
      return wanted.every((part, i) => compareValues((value as readonly Value[])[i]!, part) === 0)
    })
  const all = books.filter(
    book =>
      lies(book) &&
      (!where || where(book)) &&
      (!like || book.title.includes(like.part)) &&
      (order === null || valuesOf(order, book).length > 0),
  )
  if (order !== null) all.sort((a, b) => compareValues(valuesOf(order, a)[0]!, valuesOf(order, b)[0]!) || a.id - b.id)
  if (descending) all.reverse()
  return { rows: all.slice(offset, offset + limit), total: all.length }
}

const year = fc.option(fc.integer({ min: 1990, max: 2000 }), { nil: Number.NaN })
const within: fc.Arbitrary<Within> = fc.oneof(
  fc.record({ index: fc.constant('byShelf'), value: fc.integer({ min: 0, max: 6 }).map(shelf => [shelf]) }),
  fc.record({ index: fc.constant('shelf'), value: fc.integer({ min: 0, max: 6 }) }),
  fc.record({ index: fc.constant('id'), value: fc.nat(900) }),
  fc.record(
    {
      index: fc.constant('byYear'),
      from: fc.integer({ min: 1989, max: 2001 }),
      before: fc.integer({ min: 1989, max: 2001 }),
    },
    { requiredKeys: ['index'] },
  ),
)
const options = fc.record(
  {
    within,
    order: fc.constantFrom('byShelf', 'byYear', 'title', null),
    descending: fc.boolean(),
    offset: fc.nat(20),
    limit: fc.integer({ min: 0, max: 9 }),
    like: fc.constantFrom('а', 'б').map(part => ({ text: 'title', part })),
    where: fc.constant((book: Book) => book.id % 3 > 0),
  },
  { requiredKeys: [] },
)

describe('a list', () => {
  test('is what a look at every record finds, whatever is asked', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: fc.constantFrom('а', 'б', 'в'), maxLength: 3 }), year), {
          maxLength: 900,
          size: 'max',
        }),
        fc.array(options, { minLength: 20, maxLength: 20 }),
        (made, asked) => {
          const all = made.map(([title, year], id) => ({ id, title, shelf: id % 7, year }))
          const { books } = shelf(all)
          for (const one of asked) expect(books.list(one)).toEqual(byHand(all, one))
        },
      ),
      { numRuns: 200 },
    )
  })

  test.each([
    ['an order of many', { within: { index: 'byYear', from: 0 }, order: 'id', limit: 10 }],
    ['a range of its own order', { within: { index: 'byYear', from: 500, before: 700 }, limit: 10 }],
    ['a few of another order', { within: { index: 'byYear', from: 9990 }, order: 'id', limit: 10 }],
  ] as const)('of %s looks at no more than it must', (_, asked) => {
    const all = Array.from({ length: 10_000 }, (_, id) => ({ id, title: '', shelf: 0, year: id }))
    const { books, looked } = shelf(all)
    books.list(asked)
    const before = looked()
    books.list(asked)
    expect(looked() - before).toBeLessThan(50)
  })
})
