import { Ajv } from 'ajv'
import { describe, expect, test } from 'vitest'
import { languageOf } from '../../src/cli/language.ts'
import { linesOf } from '../../src/cli/log/line.ts'
import { paintFor } from '../../src/cli/log/paint.ts'
import { english, type Texts } from '../../src/cli/texts/english.ts'
import { russian } from '../../src/cli/texts/russian.ts'
import { inRussian } from '../../src/cli/texts/russian-errors.ts'
import type { EntrySummary } from '../../src/client/types.ts'
import { inPlainWords } from '../../src/core/validation/wording.ts'
import { startMockServer } from '../../src/index.ts'

const request: EntrySummary = {
  id: 'r17',
  direction: 'in',
  at: '2024-03-01T09:00:00+03:00',
  realAt: new Date(2026, 10, 28, 12, 4, 31).toISOString(),
  api: 'salesman',
  operation: 'client.add',
  method: 'POST',
  url: '/~w1/developer/v3/client/add',
  status: 406,
  durationMs: 1.234,
  servedFrom: 'handler',
  fault: null,
  violations: [],
  readings: [],
}
const lines = (changes: Partial<EntrySummary> = {}, texts: Texts = english): string[] =>
  linesOf('w1', { ...request, ...changes }, { texts, paint: text => text })

describe('a request in the log', () => {
  test('is one line: when, sandbox, what was asked, what was answered, the case that decided it', () => {
    expect(lines({ rule: 'duplicate' })).toEqual([
      '12:04:31 w1 POST /developer/v3/client/add → 406 client.add duplicate 1.2 ms',
    ])
  })

  test('has each violation and the nearest operation below it', () => {
    const docs = 'salesman.txt: Запрос “list”'
    const unknown = {
      rule: 'unknown-operation',
      at: 'path',
      value: 'GET /client/lst',
      docs,
      nearest: ['salesman client.list'],
    }
    const wrong = { rule: 'undocumented', at: 'query.page', value: 1, docs }
    expect(lines({ operation: null, status: 402, violations: [unknown, wrong] }).slice(1)).toEqual([
      '  violation undocumented: query.page 1 (salesman.txt: Запрос “list”)',
      '  nearest: salesman client.list',
    ])
  })

  test('says what came to no API, and what had no answer', () => {
    const near = ['salesman client.list']
    expect(lines({ api: null, operation: null, status: 404, nearest: near, url: '/developr/v3' })).toEqual([
      '12:04:31 w1 POST /developr/v3 → 404 no API 1.2 ms',
      '  nearest: salesman client.list',
    ])
    expect(lines({ status: null, aborted: true })[0]).toBe(
      '12:04:31 w1 POST /developer/v3/client/add → no answer client.add 1.2 ms the client went away',
    )
  })

  test('is readable, and steers no terminal', () => {
    const [line] = lines({ url: '/api/clients?q=%D0%90%1B%5B31m', fault: 'f1', servedFrom: 'fault' })
    expect(line).toBe('12:04:31 w1 POST /api/clients?q=А·[31m → 406 client.add 1.2 ms fault f1')
  })

  test('says what became of a webhook, and why a timer failed', () => {
    const webhook = { direction: 'out', api: 'orders', operation: null, url: 'http://127.0.0.1:9000/hook' } as const
    expect(lines({ ...webhook, status: 204, delivery: 'delivered' })).toEqual([
      '12:04:31 w1 POST http://127.0.0.1:9000/hook → 204 webhook of orders, delivered 1.2 ms',
    ])
    const error = 'nothing listens at 127.0.0.1:9000'
    expect(
      lines(
        {
          ...webhook,
          status: null,
          delivery: 'waiting',
          attempts: [{ at: '', realAt: '', durationMs: 1, status: null, error }],
        },
        russian,
      ),
    ).toEqual([
      '12:04:31 w1 POST http://127.0.0.1:9000/hook → без ответа вебхук orders, ждёт повтора 1.2 мс',
      '  nothing listens at 127.0.0.1:9000',
    ])
    const timer = {
      timer: { id: 't1', name: 'accept', at: '', payload: null },
      defect: 'Timer accept of orders failed: closed',
    }
    expect(lines({ ...timer, api: 'orders', operation: null, method: null, url: null, status: null })).toEqual([
      '12:04:31 w1 timer accept → failed',
      '  Timer accept of orders failed: closed',
    ])
  })

  test('is Russian for who reads Russian', () => {
    expect(lines({ operation: null, servedFrom: 'cache' }, russian)).toEqual([
      '12:04:31 w1 POST /developer/v3/client/add → 406 нет такой операции 1.2 мс из кэша',
    ])
  })
})

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [true, { TERM: 'dumb' }, false],
  [false, { FORCE_COLOR: '1' }, true],
  [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
])('on a terminal: %s, under %j there is colour: %s', (isTTY, env, isColoured) => {
  expect(paintFor({ isTTY }, env)('x', 'red')).toBe(isColoured ? '\u001b[31mx\u001b[0m' : 'x')
})

test.each([
  [['--lang', 'ru'], {}, 'ru'],
  [['--port', '1', '--lang=ru'], {}, 'ru'],
  [['--lang', 'en'], { LANG: 'ru_RU.UTF-8' }, 'en'],
  [[], { LANG: 'ru_RU.UTF-8' }, 'ru'],
  [[], { LANG: 'ru_RU.UTF-8', LC_ALL: 'C' }, 'en'],
  [[], { LANG: 'en_GB.UTF-8', LC_MESSAGES: 'ru_RU.UTF-8' }, 'ru'],
  [[], {}, 'en'],
])('%j under %j speaks %s', (args, env, language) => {
  expect(languageOf(args, env)).toBe(language)
})

/** What a server truly says of options that are wrong. */
async function said(options: object): Promise<string> {
  const started = await startMockServer({ port: 0, ...options }).then(
    server => server.close().then(() => 'it starts'),
    (error: Error) => error.message,
  )
  expect(started).toMatch(/^Cannot /)
  return started
}

/** One value and one schema for each thing that a schema can find wrong. */
const FLAWS: [schema: object, value: unknown][] = [
  ...['string', 'integer', 'number', 'boolean', 'object', 'array'].map((type): [object, unknown] => [{ type }, null]),
  [{ enum: ['a', 'b'] }, 1],
  [{ const: 1 }, 2],
  [{ type: 'object', required: ['a'] }, {}],
  [{ minLength: 1 }, ''],
  [{ minLength: 2 }, 'a'],
  [{ maxLength: 0 }, 'a'],
  [{ maxLength: 1 }, 'ab'],
  [{ type: 'array', minItems: 1 }, []],
  [{ type: 'array', minItems: 2 }, [1]],
  [{ type: 'array', maxItems: 1 }, [1, 2]],
  [{ type: 'array', uniqueItems: true }, [1, 1]],
  [{ type: 'object', minProperties: 1 }, {}],
  [{ type: 'object', minProperties: 2 }, { a: 1 }],
  [
    { type: 'object', maxProperties: 1 },
    { a: 1, b: 2 },
  ],
  [{ minimum: 1 }, 0],
  [{ exclusiveMinimum: 1 }, 1],
  [{ maximum: 1 }, 2],
  [{ exclusiveMaximum: 1 }, 1],
  [{ multipleOf: 2 }, 3],
  [{ pattern: '\\S' }, ' '],
  [{ pattern: 'a', examples: ['a'] }, 'b'],
  [{ pattern: 'a' }, 'b'],
  [{ not: {} }, 1],
  [{ anyOf: [{ type: 'string' }] }, 1],
]

function wordsOf(schema: object, value: unknown): string {
  const validate = new Ajv({ allErrors: true, verbose: true, strict: false }).compile(schema)
  validate(value)
  return `Cannot use the config a.json:1:2: seed ${inPlainWords(validate.errors!.at(-1)!)}, not ${JSON.stringify(value)}. Fix it, or leave it out.`
}

const WRONG = [
  { scenario: 'blnk' },
  { scenario: './none.yaml' },
  { api: ['salesmen'] },
  { records: { nope: 1 } },
  { records: -1 },
  { host: '' },
  { api: [''] },
  { apis: {} },
  { https: 'yes' },
  { onDefect: 'say' },
  { publicUrl: 'crm.test' },
  { allowedHosts: ['http://crm.test'] },
  { seed: -1 },
  { now: 'soon' },
  { timezone: 'Moscow' },
  { readings: { 'vodyanoy.created': '202' } },
  { readings: { 'vodyanoy.nothing': '1' } },
  { profiles: { vodyanoy: 'shipped' } },
]

const REFUSED: [method: string, path: string, body?: object][] = [
  ['GET', '/sandboxes/none/requests'],
  ['GET', '/sandboxes/default/requests/r9'],
  ['DELETE', '/sandboxes/default/faults/f9'],
  ['DELETE', '/sandboxes/default'],
  ['POST', '/sandboxes', { id: 'default' }],
  ['POST', '/sandboxes', { id: 'no name' }],
  ['PUT', '/sandboxes/default/clock', { now: '2024-13-01' }],
  ['POST', '/sandboxes/default/faults', { status: 5000 }],
  ['POST', '/sandboxes/default/faults', { match: { operation: 'salesman client.ad' }, status: 500 }],
]

/** What a running server truly refuses; what may be done about it the command says itself. */
async function refused([method, path, body]: (typeof REFUSED)[number]): Promise<string> {
  await using server = await startMockServer({ port: 0 })
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${server.url}/__admin${path}`, { method, headers, body: JSON.stringify(body) })
  const { detail } = (await answer.json()) as { detail: string }
  expect(answer.ok).toBe(false)
  return detail
}

test.each([
  'There is nothing the like or similar.',
  'Flow map in block collection must be sufficiently indented and end with a }',
])('what is not known in Russian stays English whole: %j', message => {
  expect(inRussian(message)).toBe(message)
})

test.each([
  ...(await Promise.all(WRONG.map(said))),
  ...FLAWS.map(flaw => wordsOf(...flaw)),
  'Cannot use the scenario a.yaml:2:1 seed must be 0 or more, not -1. Fix it there. Run npx poligon scenarios check a.yaml to see 2 more.',
  'Cannot read the scenario a.yaml: the file does not exist. Check the path.',
  'Cannot read the config a.json: the file does not exist. Check the path.',
  'Cannot read the config a.json: it is a folder (EISDIR). Check the path.',
  'Cannot read the scenario a.yaml: permission is denied (EACCES). Check the path.',
  ...(await Promise.all(REFUSED.map(refused))),
  'Cannot use the config a.json:1:2: port must be a whole number from 0 to 65535, not "x". Fix it, or leave it out.',
  'Cannot use the config a.json:1:2: prot is not an option. Did you mean “port”? Choose from port, host. Fix it, or leave it out.',
  'Cannot listen on 127.0.0.1:80: the port is taken. Stop what uses it, or choose another with --port.',
  'Cannot listen on 127.0.0.1:80: permission is denied. Choose a port above 1023 with --port.',
  'Cannot use the database postgres://db/x: connection refused (ECONNREFUSED). Start it, or give another.',
  'Cannot use the database postgres://db/x: the user or the password is wrong (28P01). Fix the address, or give another.',
  'Cannot start: --tls-cert needs --tls-key too. Give both files.',
  'Cannot start: timezone must be a time zone such as Europe/Moscow, not "Moscow". Did you mean “Europe/Moscow”?',
  'Cannot start: now must be ISO 8601 such as 2024-03-01T09:00:00+03:00, not "x". Fix it, or leave it out.',
  'A client spoke https:// to port 80, where plain http:// is spoken. Give it an address with http://, or start the server with --https.',
])('in Russian no English is left of %j', message => {
  expect(inRussian(message)).not.toMatch(
    /\b(cannot|must|not|fix|give|choose|did|known|check|start|is|to|or|it)\b(?! a\.yaml)/i,
  )
})

test('no English text has a Russian word or a Russian quotation mark', () => {
  const said = textsIn(english)
  expect(said.filter(text => /[«»]/.test(text))).toEqual([])
  expect(said.filter(text => /[а-яё]/i.test(text))).toEqual([])
})

/** Every text, of functions too. */
function textsIn(part: unknown): string[] {
  if (typeof part === 'string') return [part]
  if (typeof part === 'function') return [String(part('x', 'y', 'z', 1))]
  return Object.values(part as object).flatMap(textsIn)
}
