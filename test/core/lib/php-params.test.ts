import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { phpEntries } from '../../../src/core/lib/php-array.ts'
import { parsePhpParams } from '../../../src/core/lib/php-params.ts'
import { expectLinear } from './linear.ts'
import { jsonAsPhp } from './php-8.2/as-php.ts'
import { type TextInput, textOf, texts } from './php-8.2/inputs.ts'
import { askText, type PhpServer, phpVersion, startPhp } from './php-8.2/php-server.ts'

type Recorded = TextInput & { get?: string; post: string }

const recorded: Recorded[] = JSON.parse(readFileSync(join(import.meta.dirname, 'php-8.2/texts.recorded.json'), 'utf8'))

const read = (text: string, charset?: 'windows-1251') => ({
  get: jsonAsPhp(parsePhpParams(text, { charset }).params),
  post: jsonAsPhp(parsePhpParams(text, { charset, source: 'form' }).params),
})

const titleOf = (text: string): string =>
  text.length > 80 ? `${JSON.stringify(text.slice(0, 60))}… of ${text.length} letters` : JSON.stringify(text)

describe('as PHP 8.2 has answered', () => {
  test('every input has its answer', () => {
    expect(recorded.map(textOf)).toEqual(texts.map(textOf))
  })

  for (const { get, post, ...input } of recorded) {
    const text = textOf(input)
    test(titleOf(text), () => {
      const ours = read(text, input.charset)
      expect({ ...ours, get: get && ours.get }).toEqual({ get, post })
    })
  }
})

const FRAGMENTS = [
  ...[
    'a',
    'b',
    'client',
    '0',
    '1',
    '2',
    '7',
    '-3',
    '01',
    '-0',
    '9223372036854775807',
    '__Host-',
    '__Secure-',
    'length',
  ],
  ...[
    '[',
    ']',
    '[]',
    '[a]',
    '[0]',
    '[1]',
    '[ ]',
    '][',
    '[[',
    ']]',
    '.',
    '+',
    '%20',
    '%5B',
    '%5D',
    '%5b%5d',
    '%2E',
    '%00',
  ],
  ...['%', '%4', '%zz', '%FF', '%D0%90', '%98', '%26', '%3D', '%0A', '%0D', '%09', '%0B', '%C0', '%E0'],
  ...['=', '=', '=', '=1', '=2', '&', '&', '&', '&&', ';', "'", '"', '\\', '{', '?', '/', '%C2%A0'],
]

const nasty = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...FRAGMENTS) }, { weight: 1, arbitrary: fc.string() }), {
    maxLength: 40,
  })
  .map(parts => parts.join('').replaceAll('__proto__', ''))

const installed = phpVersion()

describe.runIf(installed)(`as PHP itself answers${installed ? '' : ' (not asked: no php here)'}`, () => {
  let php: PhpServer
  beforeAll(async () => {
    php = await startPhp()
  })
  afterAll(() => php.close())

  test('to every recorded input', async () => {
    for (const { get, post, ...input } of recorded) {
      expect(await askText(php, textOf(input), input.charset)).toEqual(get === undefined ? { post } : { get, post })
    }
  })

  // Every byte is a letter of its own in windows-1251: nothing that PHP has is lost in the comparison.
  test('to texts of nasty fragments', async () => {
    const ascii = nasty.map(text => text.replace(/[^\0-\x7f]/g, 'я'))
    await fc.assert(
      fc.asyncProperty(ascii, async text => {
        const { get, post } = await askText(php, text, 'windows-1251')
        const ours = read(text, 'windows-1251')
        expect({ ...ours, get: get && ours.get }).toEqual({ get, post })
      }),
      { numRuns: 1500, interruptAfterTimeLimit: 10_000 },
    )
  })
})

describe('names of an object’s machinery', () => {
  test.each([
    ['__proto__=1&a=2', { a: '2' }],
    ['__proto__[status]=1&a=2', { a: '2' }],
    ['a[__proto__][status]=1&a[b]=2', { a: { b: '2' } }],
    ['__prot%6f__[a]=1&a=2', { a: '2' }],
  ])('%s is not taken, and is told', (text, params) => {
    const read = parsePhpParams(text)
    expect(JSON.parse(JSON.stringify(read.params))).toEqual(params)
    expect(read.dropped.map(({ rule }) => rule)).toEqual(['name'])
    expect(({} as Record<string, unknown>).status).toBeUndefined()
  })

  test('a map has no prototype, at any depth', () => {
    const { params } = parsePhpParams('a[b][c]=1')
    const inner = params.a as Record<string, object>
    expect([params, inner, inner.b].map(map => Object.getPrototypeOf(map))).toEqual([null, null, null])
  })
})

describe('the order of names', () => {
  test('is PHP’s, where JavaScript would put integers first', () => {
    const { params } = parsePhpParams('client[7][title]=A&client[2][title]=B&x=1&5=c')
    expect(phpEntries(params).map(([name]) => name)).toEqual(['client', 'x', '5'])
    expect(phpEntries(params.client as typeof params).map(([name]) => name)).toEqual(['7', '2'])
  })
})

describe('what is lost is told', () => {
  const lost: [text: string, dropped: [name: string, rule: string][]][] = [
    ['=1', [['', 'name']]],
    ['[a]=1', [['[a]', 'name']]],
    ['a%00b=1', [['a\0b', 'name']]],
    ['a[b]c=1', [['a[b]c', 'name']]],
    ['a[b][c=1', [['a[b][c', 'name']]],
    ['..Host-a=1', [['..Host-a', 'name']]],
    ['a[9223372036854775807]=1&a[]=2', [['a[]', 'name']]],
    ['a=1&a=2', [['a', 'replaced']]],
    ['a=1&a[b]=2', [['a[b]', 'replaced']]],
    ['a[b]=1&a=2', [['a', 'replaced']]],
    ['a.b=1&a_b=2', [['a_b', 'replaced']]],
    [`a${'[b]'.repeat(65)}=1`, [[`a${'[b]'.repeat(65)}`, 'max_input_nesting_level']]],
    [`${'a&'.repeat(1000)}b=1&c=2`, [['b', 'max_input_vars']]],
    [
      'a=%CF%F0%E8&b[]=%D0&c=%EF%BF%BD',
      [
        ['a', 'charset'],
        ['b[]', 'charset'],
      ],
    ],
    ['a=1&&a=1&b[]=1&b[]=1&c.d=1&e[f=1&g', []],
    ['&&&&', []],
    [`${'a&'.repeat(1000)}&&&`, []],
  ]
  for (const [text, dropped] of lost)
    test(titleOf(text), () => {
      expect(parsePhpParams(text).dropped.map(({ name, rule }) => [name, rule])).toEqual(dropped)
    })

  test('up to a bound', () => {
    const { dropped } = parsePhpParams(`${'=1&'.repeat(1000)}`)
    expect(dropped).toHaveLength(101)
    expect(dropped.at(-1)).toMatchObject({ rule: 'more', why: '900 more are lost in the same ways' })
    expect(parsePhpParams(`[${'a'.repeat(10_000)}`).dropped[0]!.name).toHaveLength(201)
  })
})

test('never throws', () => {
  fc.assert(
    fc.property(
      nasty,
      fc.constantFrom('query', 'form'),
      fc.constantFrom('utf-8', 'windows-1251'),
      (text, source, charset) => {
        expect(Object.getPrototypeOf(parsePhpParams(text, { source, charset }).params)).toBeNull()
      },
    ),
    { numRuns: 2000 },
  )
})

describe('takes time in proportion to the length of a text', () => {
  const hostile = ['[', ']', 'a[', 'a[]', '[a]', 'a[b=', '[ ', '&', 'a&', '=', 'a=1&', 'a[]=1&', '.', '+', '%', '%D0']
  test.each([...hostile, '%5B', '%00', '1', 'я', ' ', '0&', 'a&=', '__proto__&', 'a=1&a=2&'])('%s', fragment => {
    expectLinear(length => {
      const text = fragment.repeat(length / fragment.length)
      const inputs = [text, `a[${text}`, `a=${text}`].map(input => Buffer.from(input).toString())
      return () => inputs.map(input => [parsePhpParams(input), parsePhpParams(input, { source: 'form' })])
    })
  })
})
