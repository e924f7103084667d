import { describe, expect, test } from 'vitest'
import { pyatak } from '../../examples/sixth-api/pyatak.ts'
import {
  type Api,
  type ApiTypes,
  type Call,
  collection,
  defineApi,
  HttpFault,
  operations,
  schema,
} from '../../src/api.ts'
import { type ConformanceExample, conformance, replay, type Story } from '../../src/testkit/testkit.ts'

// The kit finds what is wrong with an API, and says it; what is right it leaves in peace.

const operation = operations<ApiTypes>()
const note = schema({ type: 'object', properties: { id: { type: 'integer' }, text: { type: 'string' } } })
const told = { summary: 'Says', docs: 'Notes: all' }
let outside = 0

const sound = {
  name: 'notes',
  basePath: '/notes',
  operations: [
    operation('POST /notes', {
      ...{ id: 'add', ...told, replies: { 201: note } },
      body: schema({ type: 'object', properties: { text: { type: 'string' } }, required: ['text'] }),
      handle: ({ body, store }) => ({ status: 201, body: store.notes!.insert({ text: body.text }) }),
    }),
    operation('GET /notes/:id', {
      ...{ id: 'get', ...told, replies: { 200: note } },
      handle: ({ params, store }) => ({ status: 200, body: store.notes!.need(params.id) }),
    }),
  ],
  collections: { notes: collection({ key: 'id', keyType: 'integer', newKey: 1 }) },
  error: schema({ type: 'object', required: ['no'] }),
  refuse: (error: Error) => ({ status: error instanceof HttpFault ? error.status : 400, body: { no: error.message } }),
}
const notes = defineApi(sound)

const add: ConformanceExample = {
  ...{ operation: 'add', docs: 'Notes: add' },
  request: { method: 'POST', path: '/notes', body: { text: 'a' } },
  reply: { status: 201, body: { text: 'a', id: 1 } },
}
const get: ConformanceExample = {
  ...{ operation: 'get', docs: 'Notes: one' },
  request: { method: 'GET', path: '/notes/1' },
  reply: { status: 200, body: { text: 'a', id: 1 } },
}

const handling = (handle: (call: never) => unknown): Api =>
  defineApi({ ...sound, operations: [{ ...sound.operations[0]!, handle } as never, sound.operations[1]!] })

/** What the kit has against an API: the titles of the checks that fail, and what they say. */
async function faults(
  api: Api,
  examples: readonly ConformanceExample[],
  isAsked: (title: string) => boolean = () => true,
): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const { title, check } of conformance(api, { examples })) {
    const name = title.slice(api.name.length + 2)
    if (!isAsked(name)) continue
    await check().catch((error: Error) => {
      found[name] = error.message
    })
  }
  return found
}

describe('conformance', () => {
  test('has nothing against a sound API', async () => {
    expect(await faults(notes, [add, get])).toEqual({})
  })

  test('has nothing against the packed example', async () => {
    const headers = { 'x-pyatak-key': 'five-kopecks' }
    const card = { number: '500001', phone: '79990000001', holder: '', balance: 0 }
    const examples: ConformanceExample[] = [
      {
        ...{ operation: 'cards.issue', docs: 'Пятак: Выпуск' },
        request: { method: 'POST', path: '/cards', headers, body: { phone: card.phone } },
        reply: { status: 201, body: card },
      },
      {
        ...{ operation: 'cards.list', docs: 'Пятак: Карты' },
        request: { method: 'GET', path: '/cards', headers },
        reply: { status: 200, body: { cards: [card] } },
      },
      {
        ...{ operation: 'cards.get', docs: 'Пятак: Карта' },
        request: { method: 'GET', path: '/cards/500001', headers },
        reply: { status: 200, body: card },
      },
      {
        ...{ operation: 'points.move', docs: 'Пятак: Баллы' },
        request: { method: 'POST', path: '/cards/500001/points', headers, body: { points: 7 } },
        reply: { status: 200, body: { balance: 7 } },
      },
    ]
    expect(await faults(pyatak, examples)).toEqual({})
  })

  const ANSWERED = 'every example gets the answer of the documentation'
  const SEED = 'one seed gives the same bytes twice'
  test.each<[what: string, api: Api, examples: ConformanceExample[], check: string, says: string]>([
    [
      'an operation without an example',
      notes,
      [add],
      'every operation has a passage and an example',
      '- operation get has no example',
    ],
    [
      'an example of no operation',
      notes,
      [add, get, { ...get, operation: 'gte' }],
      'every operation has a passage and an example',
      '- there is an example of gte, which is not an operation',
    ],
    [
      'another status',
      notes,
      [add, { ...get, request: { method: 'GET', path: '/notes/7' } }],
      ANSWERED,
      '- get (Notes: one) is answered 404 {"no":"There is no record 7 in notes"}, not 200',
    ],
    [
      'another value',
      notes,
      [add, { ...get, reply: { status: 200, body: { text: 'b', id: 1 } } }],
      ANSWERED,
      '- get (Notes: one) its body.text is "a", not "b"',
    ],
    [
      'another order of fields',
      notes,
      [add, { ...get, reply: { status: 200, body: { id: 1, text: 'a' } } }],
      ANSWERED,
      '- get (Notes: one) its body is {"text":"a","id":1}, not {"id":1,"text":"a"}',
    ],
    [
      'a header that is not there',
      notes,
      [{ ...add, reply: { ...add.reply, headers: { Location: '/1' } } }, get],
      ANSWERED,
      '- add (Notes: add) has the header Location undefined, not "/1"',
    ],
    [
      'what varies, of another type',
      notes,
      [add, { ...get, reply: { status: 200, body: { text: 'a', id: 'x' } }, varies: ['id'] }],
      ANSWERED,
      '- get (Notes: one) has in its body id 1, which must be like "x"',
    ],
    [
      'a refusal that does not fit “error”',
      defineApi({ ...sound, refuse: () => ({ status: 400, text: '{"yes":1}' }) }),
      [add, get],
      'an unknown path is refused in its own envelope, and nothing changes',
      'which does not fit “error”: body.no is missing',
    ],
    [
      'a refusal with a fault of the server',
      defineApi({ ...sound, refuse: () => ({ status: 500, body: { no: '' } }) }),
      [add, get],
      'an unknown method is refused in its own envelope, and nothing changes',
      'a fault of the server',
    ],
    [
      'a refusal that changes something',
      defineApi({ ...sound, keep: ({ store }) => void (store.notes as { insert(record: object): void }).insert({}) }),
      [add, get],
      'an unknown path is refused in its own envelope, and nothing changes',
      '- changes the sandbox',
    ],
    [
      'an operation whose passage is blank',
      defineApi({ ...sound, operations: [{ ...sound.operations[0]!, docs: ' ' }, sound.operations[1]!] }),
      [add, get],
      'every operation has a passage and an example',
      '- operation add has no passage',
    ],
    [
      'a broken body in words of another form',
      defineApi({
        ...sound,
        refuse: error =>
          error instanceof HttpFault && error.kind === 'malformed'
            ? { status: 400, body: { yes: 1 } }
            : sound.refuse(error),
      }),
      [add, get],
      'truncated JSON as a body is answered in its own envelope, and changes nothing where it is refused',
      'its refusal 400 does not fit its schema: reply.no is missing',
    ],
    [
      'a request without credentials in words of another form',
      defineApi({
        ...sound,
        credentials: { key: [{ in: 'header', name: 'x-key' }] },
        operations: [
          {
            ...sound.operations[0]!,
            replies: { 201: note, 401: schema({ type: 'object', properties: { yes: { type: 'integer' } } }) },
            handle: ({ body, store, credential }: Call & { body: { text: string } }) =>
              credential('key') === undefined
                ? { status: 401, body: { yes: 1 } }
                : { status: 201, body: store.notes!.insert({ text: body.text }) },
          } as never,
          sound.operations[1]!,
        ],
      }),
      [add, get].map(example => ({ ...example, request: { ...example.request, headers: { 'X-Key': 'k' } } })),
      'without credentials it answers in its own envelope, and changes nothing where it refuses',
      '- add is answered 401 {"yes":1}, which does not fit “error”: body.no is missing',
    ],
    [
      'a record that no state can hold',
      handling(({ store }: Call) => ({ status: 201, body: store.notes!.insert({ text: new Date(0) }) })),
      [add],
      'its state survives being read and loaded',
      'notes.text is a Date, but a record must be JSON',
    ],
    [
      'chance of its own',
      handling(() => ({ status: 201, body: { id: 1, text: String(Math.random()) } })),
      [add, get],
      SEED,
      '- add says ',
    ],
    [
      'what it keeps outside of the sandbox',
      handling(() => ({ status: 201, body: { id: ++outside, text: 'a' } })),
      [add, get],
      SEED,
      '- add says ',
    ],
    [
      'what no reset takes back',
      handling(() => ({ status: 201, body: { id: ++outside, text: 'a' } })),
      [add, get],
      'a reset restores what the examples changed',
      '- add says ',
    ],
    [
      'other bytes',
      notes,
      [{ ...add, reply: { status: 201, text: '{"text": "a"}' } }, get],
      ANSWERED,
      '- add (Notes: add) is answered "{\\"text\\":\\"a\\",\\"id\\":1}", not "{\\"text\\": \\"a\\"}"',
    ],
    [
      'code that fails',
      handling(() => Object(undefined).x.y),
      [add, get],
      ANSWERED,
      'Cannot read properties of undefined',
    ],
  ])('finds %s', async (_, api, examples, check, says) => {
    expect((await faults(api, examples, title => title === check))[check]).toContain(says)
  })

  test('compares of an abridged example what it prints, and of what varies its type', async () => {
    const abridged = { ...get, reply: { status: 200, body: { text: 'a' } }, abridged: true }
    const varying = { ...add, reply: { status: 201, body: { text: 'a', id: 99 } }, varies: ['id'] }
    expect(await faults(notes, [varying, abridged])).toEqual({})
  })
})

describe('replay', () => {
  const request = (method: string, path: string, body: string | null = null) => ({
    ...{ method, path: `/notes${path}`, body },
    headers: { 'content-type': 'application/json' },
  })
  const story = (text: string): Story => ({
    name: 'one note',
    now: '2024-03-01T09:00:00+03:00',
    state: { notes: [{ id: 7, text: 'known' }] },
    steps: [
      { request: request('GET', '/notes/7'), response: { status: 200, body: { id: 7, text: 'known' } } },
      {
        request: request('POST', '/notes', '{"text":"new"}'),
        response: {
          status: 201,
          contentType: 'application/json; charset=utf-8',
          body: { id: { $same: 'id:1' }, text },
        },
      },
      { data: { op: 'get', collection: 'notes', key: '{{id:1}}', expect: { text: 'new' } } },
      { data: { op: 'delete', collection: 'notes', key: '7' } },
      {
        about: 'gone',
        request: request('GET', '/notes/7'),
        response: { status: 404, body: { no: { $any: 'string' } } },
      },
    ],
  })

  test('is silent where all is answered as recorded', async () => {
    await expect(replay(story('new'), notes)).resolves.toBeUndefined()
  })

  test('tells each step that is answered otherwise', async () => {
    await expect(replay(story('old'), notes)).rejects.toThrow(
      'The story one note was answered differently than recorded:\nstep 2 (): body.text is "new", not "old"',
    )
  })
})
