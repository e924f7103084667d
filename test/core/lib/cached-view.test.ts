import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cachedView, writeJson } from '../../../src/core/lib/cached-view.ts'

interface Named {
  readonly name: unknown
}

const viewOf = cachedView((record: Named, zone: string) => ({ name: record.name, zone }))

describe('a cached view', () => {
  test('is made once of a record, and anew of another one or in another zone', () => {
    let count = 0
    const counted = cachedView((record: Named, zone: string) => ({ ...record, zone, count: ++count }))
    const record = { name: 'Ромашка' }
    expect(counted(record, 'UTC')).toBe(counted(record, 'UTC'))
    expect(counted(record, 'Asia/Omsk')).toEqual({ name: 'Ромашка', zone: 'Asia/Omsk', count: 2 })
    expect(counted({ ...record }, 'Asia/Omsk')).toMatchObject({ count: 3 })
  })

  test('cannot be changed by whoever is given it', () => {
    const view = viewOf({ name: 'x' }, 'UTC') as { name: string }
    expect(() => {
      view.name = 'y'
    }).toThrow(TypeError)
  })

  test('is right of more records than are kept', () => {
    const records = Array.from({ length: 25_000 }, (_, name) => ({ name }))
    for (const half of [records, records.slice(5)])
      for (const record of half) expect(viewOf(record, 'UTC').name).toBe(record.name)
  })
})

describe('JSON with cached views in it', () => {
  const names = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(null, undefined, 1.5, 'ж"\\\n', '\ud800', 'x'.repeat(5000), Number.NaN, new Date(0)),
  )
  const views = names.map(name => viewOf({ name }, 'UTC'))
  const bodies = fc.letrec<{ body: unknown }>(tie => ({
    body: fc.oneof(
      { maxDepth: 5 },
      views,
      names,
      fc.array(tie('body'), { maxLength: 4 }),
      fc.tuple(fc.oneof(fc.string(), fc.constantFrom('__proto__', 'toJSON', '1')), tie('body')).map(([name, body]) => ({
        [name]: body,
      })),
      fc.dictionary(fc.string(), tie('body'), { maxKeys: 3 }),
    ),
  })).body

  test('is what JSON.stringify writes, the second time too', () => {
    fc.assert(
      fc.property(bodies, body => {
        const plain = JSON.stringify(body)
        expect(writeJson(body)).toBe(plain)
        expect(writeJson(body)).toBe(plain)
      }),
      { numRuns: 2000 },
    )
  })

  test.each<[string, (view: object) => unknown]>([
    [
      'a class of its own',
      view =>
        new (class Envelope {
          items = [view]
          toJSON(): unknown {
            return { told: this.items.length }
          }
        })(),
    ],
    ['a toJSON of its own', view => ({ toJSON: () => [view, view] })],
    ['nothing between', view => [view, undefined, view]],
    ['a function', view => [view, () => 1]],
    ['a symbol', view => [view, Symbol('x')]],
  ])('an envelope with %s is written as ever', (_, wrap) => {
    const body = wrap(viewOf({ name: 'x' }, 'UTC'))
    expect(writeJson(body)).toBe(JSON.stringify(body))
  })

  test('a view that is nothing in JSON is nothing', () => {
    const silent = cachedView((_: object, __: string) => ({ toJSON: () => undefined }))({}, '')
    expect(writeJson(silent)).toBeUndefined()
    expect(writeJson([silent, silent])).toBe('[null,null]')
  })

  test('what goes round in a circle is refused as JSON.stringify refuses it', () => {
    const circle: Record<string, unknown> = {}
    circle.inner = circle
    expect(() => writeJson(circle)).toThrow(/circular/)
  })
})
