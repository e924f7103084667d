import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Collection } from '../../src/core/store/collection.ts'
import { collection } from '../../src/core/store/spec.ts'
import { Table } from '../../src/core/store/table.ts'
import { caseless } from '../../src/core/store/texts.ts'

interface Book {
  id: number
  title: string
  shelf: number
}

const spec = collection<Book>({
  key: 'id',
  keyType: 'integer',
  newKey: 1,
  indexes: { byShelf: book => [[book.shelf, book.id]] },
  texts: { title: book => caseless(book.title) },
})

function shelf(books: readonly Book[]): Collection<Book> {
  const cell = {
    table: Table.of(
      books.map(record => ({ key: record.id, record })),
      new Map(Object.entries(spec.indexes!)) as never,
    ),
    write: (table: Table) => void (cell.table = table),
    newKey: () => 0,
    sibling: () => undefined as never,
    referrers: [],
  }
  return new Collection('books', spec, cell)
}

const title = fc.string({
  unit: fc.constantFrom('а', 'А', 'б', 'Я', 'ß', 's', 'S', 'Σ', 'ς', '\n', '\0', ' '),
  maxLength: 6,
})
const step = fc.record({ op: fc.constantFrom('put', 'put', 'remove'), id: fc.integer({ min: 0, max: 2999 }), title })

describe('a list of what is like a text', () => {
  test('is what a look at every record finds, in any order, after any changes', () => {
    fc.assert(
      fc.property(
        fc.array(title, { maxLength: 2500, size: 'max' }),
        fc.array(step, { maxLength: 30 }),
        title,
        fc.boolean(),
        fc.nat(30),
        (titles, steps, part, descending, offset) => {
          const books = shelf(titles.map((title, id) => ({ id, title, shelf: id % 7 })))
          const check = (): void => {
            for (const order of ['byShelf', 'title', null]) {
              const sought = { order, descending, offset, limit: 5 }
              const like = { text: 'title', part: caseless(part) }
              const where = (book: Book): boolean => caseless(book.title).includes(caseless(part))
              expect(books.list({ like, ...sought })).toEqual(books.list({ where, ...sought }))
              const within = { index: 'byShelf', value: [3] }
              expect(books.list({ like, within, ...sought })).toEqual(books.list({ where, within, ...sought }))
            }
          }
          check()
          // What is asked for once more is looked up otherwise.
          check()
          for (const { op, id, title } of steps) {
            if (op === 'put' && books.has(id)) books.update(id, { title })
            else if (op === 'put') books.insert({ id, title, shelf: id % 7 })
            else if (books.has(id)) books.remove(id)
          }
          check()
          check()
        },
      ),
      { numRuns: 40 },
    )
  })

  test('is found among very many, and among very long texts, however often it is asked for', () => {
    const long = 'ё'.repeat(1_000_000)
    const books = shelf(
      Array.from({ length: 70_000 }, (_, id) => ({ id, title: id % 1000 ? 'роман' : `${long}рома`, shelf: id % 7 })),
    )
    for (let time = 0; time < 3; time++)
      for (const [part, total] of [
        ['рома', 70_000],
        ['ёр', 70],
        ['ом', 70_000],
        ['омё', 0],
      ] as const)
        expect(books.list({ like: { text: 'title', part }, limit: 1 }).total).toBe(total)
  })

  test('is found by a long part as by a short one', () => {
    const books = shelf(
      Array.from({ length: 40 }, (_, id) => ({ id, title: `${'аб'.repeat(30 + id)}${id}`, shelf: 0 })),
    )
    for (let time = 0; time < 3; time++)
      for (const length of [30, 31, 32, 33, 34, 60, 61, 90, 130])
        for (const end of ['', '3', '39', 'в']) {
          const part = 'аб'.repeat(length).slice(-length) + end
          const where = (book: Book): boolean => book.title.includes(part)
          expect(books.list({ like: { text: 'title', part } })).toEqual(books.list({ where }))
        }
  })

  test('is narrowed by `where`', () => {
    const books = shelf(['Гроза', 'грозы', 'Обрыв'].map((title, id) => ({ id, title, shelf: id })))
    expect(books.list({ like: { text: 'title', part: 'гроз' }, where: ({ shelf }) => shelf > 0 })).toMatchObject({
      rows: [{ title: 'грозы' }],
      total: 1,
    })
  })
})

test('texts without letter case have every part that a case-insensitive expression finds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 8 }), title, title, (a, b, c) => {
      for (const text of [a, b]) {
        const whole = `${c}${text}${c}`
        for (const part of [text, text.toUpperCase(), text.toLowerCase()]) {
          const pattern = new RegExp(part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&'), 'iu')
          if (pattern.test(whole)) expect(caseless(whole)).toContain(caseless(part))
        }
      }
    }),
  )
})
