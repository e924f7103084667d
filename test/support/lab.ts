import { type ApiTypes, collection, defineApi, defineReadings, schema } from '../../src/api.ts'

interface Team {
  id: number
  name: string
  code: string | null
  /** The team that it belongs to. */
  above: number | null
}
interface Member {
  id: string
  team: number
  mentor: string | null
  mail: string
}
interface Badge {
  no: number
  member: string
  colour: string
}
interface Note {
  id: number
  team: number
  text: string
}
interface Visit {
  id: string
  team: number
}

/** An API that no vendor has: one collection for each thing that may become of what refers to a deleted record. */
export const lab = defineApi<ApiTypes>({
  name: 'lab',
  title: 'Laboratory',
  docs: 'lab.txt',
  basePath: '/lab',
  operations: [],
  collections: {
    teams: collection<Team>({
      key: 'id',
      keyType: 'integer',
      newKey: 100,
      defaults: { code: null, above: null },
      unique: ['code'],
      schema: schema({
        type: 'object',
        properties: {
          id: { type: 'integer' },
          name: { type: 'string', minLength: 2 },
          code: { type: ['string', 'null'] },
          above: { type: ['integer', 'null'] },
          size: { type: 'integer' },
        },
        required: ['id', 'name'],
        additionalProperties: false,
      }),
      references: { above: { to: 'teams', onDelete: 'unbind' } },
    }),
    members: collection<Member>({
      key: 'id',
      keyType: 'string',
      newKey: 'uuid',
      defaults: { mentor: null, mail: '' },
      references: {
        team: { to: 'teams', onDelete: 'refuse', none: 0 },
        mentor: { to: 'members', onDelete: 'unbind' },
      },
    }),
    badges: collection<Badge>({
      key: 'no',
      keyType: 'integer',
      newKey: 1,
      defaults: { colour: 'red' },
      references: { member: { to: 'members', onDelete: 'cascade' } },
    }),
    notes: collection<Note>({
      key: 'id',
      keyType: 'integer',
      newKey: 1,
      defaults: { text: '' },
      references: { team: { to: 'teams', onDelete: 'cascade', none: 0 } },
    }),
    visits: collection<Visit>({
      key: 'id',
      keyType: 'string',
      newKey: 5,
      references: { team: { to: 'teams', onDelete: 'keep' } },
    }),
  },
  readings: defineReadings({}),
  credentials: {},
  account: {},
  authenticate: () => null,
  error: schema({}),
  refuse: error => ({ status: 400, text: error.message }),
})
