import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Collection, StoreConflict, type TableHandle } from '../../src/core/store/collection.ts'
import type { CollectionSpec } from '../../src/core/store/spec.ts'
import { Table } from '../../src/core/store/table.ts'

interface Person {
  id: number
  name: string
  team: number | null
  tags: string[]
  badge?: string
}
interface Team {
  id: number
}

const people: CollectionSpec<Person> = {
  key: 'id',
  keyType: 'integer',
  newKey: 100,
  defaults: { name: '', team: null, tags: [] },
  unique: ['badge'],
  indexes: { tag: person => person.tags, byTeamName: person => [[person.team, person.name]] },
  references: { team: { to: 'teams', onDelete: 'unbind' } },
}
const teams: CollectionSpec<Team> = { key: 'id', keyType: 'integer', newKey: 1 }

/** Two collections over tables that the test can look at. */
function store(start: Person[] = [], teamIds: number[] = [], onDelete: 'unbind' | 'refuse' | 'cascade' = 'unbind') {
  const spec: CollectionSpec<Person> = { ...people, references: { team: { to: 'teams', onDelete } } }
  const rows = <T extends { id: number }>(records: T[]) =>
    records.map(record => ({ key: record.id, record: Object.freeze(record) }))
  const tables: Record<string, Table> = {
    people: Table.of(rows(start), new Map(Object.entries(spec.indexes ?? {}) as never)),
    teams: Table.of(rows(teamIds.map(id => ({ id }))), new Map()),
  }
  let next = 100
  const cell = (name: string): TableHandle => ({
    get table() {
      return tables[name]!
    },
    write: table => void (tables[name] = table),
    newKey: () => next++,
    sibling: other => collections[other]!,
    referrers:
      name === 'teams' ? [{ collection: 'people', field: 'team', reference: spec.references!.team as never }] : [],
  })
  const collections: Record<string, Collection<object>> = {
    people: new Collection<Person>('people', spec, cell('people')) as never,
    teams: new Collection<Team>('teams', teams, cell('teams')) as never,
  }
  return {
    people: collections.people as unknown as Collection<Person>,
    teams: collections.teams as unknown as Collection<Team>,
    tables,
  }
}

const person = (id: number, more: Partial<Person> = {}): Person => ({
  id,
  name: `p${id}`,
  team: null,
  tags: [],
  ...more,
})

describe('a collection', () => {
  test('agrees with a plain list after any changes, by key, index, order and page', () => {
    const change = fc.record({
      op: fc.constantFrom('insert' as const, 'update' as const, 'remove' as const),
      id: fc.integer({ min: 1, max: 40 }),
      name: fc.constantFrom('а', 'б', 'в', 'г'),
      team: fc.constantFrom(1, 2, null),
      tags: fc.subarray(['x', 'y', 'z']),
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }),
        fc.array(change, { maxLength: 60 }),
        (ids, changes) => {
          const start = ids.map(id => person(id, { tags: id % 2 ? ['x'] : [], team: (id % 3) + 1 }))
          const { people } = store(start, [1, 2, 3])
          let model = [...start]
          for (const { op, id, name, team, tags } of changes) {
            const exists = model.some(other => other.id === id)
            if (op === 'insert' && !exists) {
              people.insert({ id, name, team, tags })
              model.push({ id, name, team, tags })
            } else if (op === 'update' && exists) {
              people.update(id, { name, team, tags })
              model = model.map(other => (other.id === id ? { ...other, name, team, tags } : other))
            } else if (op === 'remove' && exists) {
              people.remove(id)
              model = model.filter(other => other.id !== id)
            }
          }
          expect(people.all()).toEqual(model)
          expect(people.size).toBe(model.length)
          for (const tag of ['x', 'y', 'z']) {
            const tagged = model.filter(({ tags }) => tags.includes(tag)).sort((a, b) => a.id - b.id)
            expect(people.by('tag', tag)).toEqual(tagged)
            expect(people.count('tag', tag)).toBe(tagged.length)
          }
          const ordered = [...model].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.id - b.id))
          expect(people.list({ order: 'name', offset: 3, limit: 5 })).toEqual({
            rows: ordered.slice(3, 8),
            total: model.length,
          })
          expect(people.list({ order: 'name', descending: true, limit: 4 }).rows).toEqual(
            [...ordered].reverse().slice(0, 4),
          )
          const inTeam = model.filter(({ team }) => team === 2)
          expect(people.list({ within: { index: 'byTeamName', value: [2] } }).total).toBe(inTeam.length)
          expect(people.list({ within: { index: 'team', value: 2 }, order: null, offset: 1 })).toEqual({
            rows: inTeam.slice(1),
            total: inTeam.length,
          })
          expect(people.by('id', 7)).toEqual(model.filter(({ id }) => id === 7))
          expect(people.list({ where: ({ name }) => name === 'б', offset: 1, limit: 2 })).toEqual({
            rows: model.filter(({ name }) => name === 'б').slice(1, 3),
            total: model.filter(({ name }) => name === 'б').length,
          })
        },
      ),
      { numRuns: 150 },
    )
  })

  test('gives frozen records', () => {
    const { people } = store()
    const added = people.insert({ name: 'Ирина', tags: ['x'] })
    expect(() => Object.assign(added, { name: 'Пётр' })).toThrow(TypeError)
    expect(() => added.tags.push('y')).toThrow(TypeError)
    expect(people.get(added.id)).toBe(added)
  })

  test('refuses a key and a unique value that are taken, and empty ones are none', () => {
    const { people } = store([person(1, { badge: 'A' }), person(2, { badge: '' })])
    expect(() => people.insert(person(1))).toThrow(StoreConflict)
    expect(() => people.insert(person(3, { badge: 'A' }))).toThrow(/people\.badge "A"/)
    expect(() => people.update(2, { badge: 'A' })).toThrow(StoreConflict)
    people.insert(person(4, { badge: '' }))
    people.update(1, { badge: 'A' })
    expect(people.all().map(({ id }) => id)).toEqual([1, 2, 4])
  })

  test('unbinds, removes or protects those that refer to a removed record, as declared', () => {
    const unbinding = store([person(1, { team: 7 })], [7])
    expect(unbinding.teams.remove(7)).toEqual({ people: 1 })
    expect(unbinding.people.get(1)!.team).toBeNull()
    const cascading = store([person(1, { team: 7 }), person(2)], [7], 'cascade')
    expect(cascading.teams.remove(7)).toEqual({ people: 1 })
    expect(cascading.people.all().map(({ id }) => id)).toEqual([2])
    const refusing = store([person(1, { team: 7 })], [7], 'refuse')
    expect(() => refusing.teams.remove(7)).toThrow(/another record refers to it/)
    expect(refusing.teams.has(7)).toBe(true)
  })

  test('names the references that point nowhere', () => {
    const { people } = store([], [7])
    expect(people.dangling(person(1, { team: 8 }))).toEqual([{ field: 'team', value: 8, to: 'teams' }])
    expect(people.dangling(person(1, { team: 7 }))).toEqual([])
    expect(people.dangling(person(1))).toEqual([])
  })

  test('knows exactly what differs from its start', () => {
    const { people, tables } = store([person(1), person(2)])
    people.remove(1)
    people.update(2, { name: 'иначе' })
    people.insert(person(3))
    people.insert(person(4))
    people.remove(4)
    expect([...tables.people!.changes].map(({ key, row }) => [key, row === null])).toEqual([
      [1, true],
      [2, false],
      [3, false],
    ])
    expect(tables.people!.start.changes.size).toBe(0)
    expect(tables.people!.start.size).toBe(2)
  })
})
