import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { MultipartError, type MultipartLimits, parsePhpMultipart } from '../../../src/core/lib/php-multipart.ts'
import { expectLinear } from './linear.ts'
import { filesAsPhp, jsonAsPhp } from './php-8.2/as-php.ts'
import { bodies } from './php-8.2/bodies.ts'
import { type BodyInput, bytesOf } from './php-8.2/inputs.ts'
import { askBody, type PhpServer, phpVersion, startPhp } from './php-8.2/php-server.ts'

type Recorded = BodyInput & { post: string; files: string }

const recorded: Recorded[] = JSON.parse(readFileSync(join(import.meta.dirname, 'php-8.2/bodies.recorded.json'), 'utf8'))

/** What PHP would have, which has nothing of a body that we refuse. */
function read(body: Buffer, { contentType, charset }: Pick<BodyInput, 'contentType' | 'charset'>) {
  const decoder = new TextDecoder(charset ?? 'utf-8', { ignoreBOM: true })
  try {
    const { params, files } = parsePhpMultipart(body, contentType)
    return { post: jsonAsPhp(params), files: filesAsPhp(files, bytes => decoder.decode(bytes)) }
  } catch (error) {
    if (error instanceof MultipartError) return { post: '[]', files: '[]' }
    throw error
  }
}

describe('as PHP 8.2 has answered', () => {
  test('every input has its answer', () => {
    expect(recorded.map(({ post, files, ...input }) => input)).toEqual(bodies)
  })

  for (const { post, files, ...input } of recorded)
    test(input.essence, () => {
      expect(read(bytesOf(input), input)).toEqual({ post, files })
    })
})

const WORDS = [
  'a',
  'b',
  'a b',
  'f',
  '',
  '"a"',
  "'b'",
  '"a b"',
  "'",
  '"',
  '\\"',
  '\\\\',
  '"a[]"',
  'a[x]',
  '"a[ x]"',
  'a[',
  'a]',
  'a[b]c',
  '7',
  '[a]',
]
const PIECES = [
  ...[
    '--XX\r\n',
    '--XX\r\n',
    '--XX\n',
    '\r\n--XX\r\n',
    '\r\n--XX\r\n',
    '\r\n--XX--\r\n',
    '--XX--',
    '--X',
    '--XX ',
    '--XX\0\r\n',
    '--YY\r\n',
  ],
  ...[
    'Content-Disposition: form-data; ',
    'Content-Disposition: form-data; ',
    'content-disposition:',
    'Content-Type: text/plain\r\n',
  ],
  ...[
    'name=',
    'name=',
    'filename=',
    'name*=',
    '; filename=',
    '; filename="x.txt"',
    ';filename=""',
    '; ',
    ';',
    '=',
    ' = ',
    ':',
    'MAX_FILE_SIZE',
  ],
  ...[
    '\r\n',
    '\r\n',
    '\r\n\r\n',
    '\r\n\r\n',
    '\n',
    '\n\n',
    '\r',
    ' ',
    '\t',
    '\0',
    '-',
    '--',
    'x',
    '\xa0',
    '\xff',
    '1',
    'y'.repeat(5110),
  ],
]

const word = fc.constantFrom(...WORDS)
const header = fc
  .tuple(
    word,
    fc.option(word),
    fc.constantFrom('\r\n\r\n', '\r\nContent-Type: a/b; c\r\n\r\n', '\n\n', '\r\n\tz\r\n\r\n'),
  )
  .map(
    ([name, file, end]) =>
      `Content-Disposition: form-data; name=${name}${file === null ? '' : `; filename=${file}`}${end}`,
  )
const nasty = fc
  .array(
    fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...PIECES) },
      { weight: 2, arbitrary: fc.tuple(header, word).map(([head, value]) => `--XX\r\n${head}${value}\r\n`) },
      { weight: 1, arbitrary: word },
    ),
    { maxLength: 20 },
  )
  .map(pieces => Buffer.from(pieces.join(''), 'latin1'))
const contentTypes = fc.oneof(
  { weight: 12, arbitrary: fc.constant('multipart/form-data; boundary=XX') },
  {
    weight: 1,
    arbitrary: fc
      .array(fc.constantFrom('boundary', 'BOUNDARY', '=', '=', 'XX', '"', ';', ',', ' ', "'", 'charset=utf-8'), {
        maxLength: 8,
      })
      .map(pieces => `multipart/form-data;${pieces.join('')}`),
  },
)

const installed = phpVersion()

describe.runIf(installed)(`as PHP itself answers${installed ? '' : ' (not asked: no php here)'}`, () => {
  let php: PhpServer
  beforeAll(async () => {
    php = await startPhp()
  })
  afterAll(() => php.close())

  test('to every recorded input', async () => {
    for (const { post, files, ...input } of recorded)
      expect(await askBody(php, bytesOf(input), input)).toEqual({ post, files })
  })

  // Every byte is a letter of its own in windows-1251: nothing that PHP has is lost in the comparison.
  test('to bodies of nasty pieces', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, contentTypes, async (body, type) => {
        const input = { contentType: `${type}; charset=windows-1251`, charset: 'windows-1251' } as const
        expect(read(body, input)).toEqual(await askBody(php, body, input))
      }),
      { numRuns: 1500, interruptAfterTimeLimit: 10_000 },
    )
  })
})

const TYPE = 'multipart/form-data; boundary=XX'
const field = (name: string, value: string, type?: string): string =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"\r\n${type ? `Content-Type: ${type}\r\n` : ''}\r\n${value}\r\n`
const file = (name: string, value = 'x', filename = 'a.txt'): string =>
  `--XX\r\nContent-Disposition: form-data; name="${name}"; filename="${filename}"\r\n\r\n${value}\r\n`

describe('a part’s own charset', () => {
  const IVAN = '\xc8\xe2\xe0\xed'
  const UTF8_IVAN = Buffer.from('Иван').toString('latin1')
  test.each([
    ['windows-1251', TYPE, 'text/plain; charset=windows-1251', IVAN],
    ['cp1251 in single quotes', TYPE, "text/plain; charset='cp1251'", IVAN],
    ['that of the body', `${TYPE}; charset=windows-1251`, 'text/plain', IVAN],
    ['UTF8 within a body of windows-1251', `${TYPE}; charset=windows-1251`, 'text/plain; charset="UTF8"', UTF8_IVAN],
    ['us-ascii, which Java declares for all', TYPE, 'text/plain; charset=US-ASCII', UTF8_IVAN],
    ['one that we do not have, with bytes of UTF-8', TYPE, 'text/plain; charset=ISO-8859-1', UTF8_IVAN],
  ])('%s', (_, contentType, type, value) => {
    const { params, dropped } = parsePhpMultipart(Buffer.from(field('a', value, type), 'latin1'), contentType)
    expect({ params: { ...params }, dropped }).toEqual({ params: { a: 'Иван' }, dropped: [] })
  })

  test('a name in UTF-8 stays so where the value is in windows-1251', () => {
    const body = field(UTF8_IVAN, IVAN, 'text/plain; charset=windows-1251') + field(IVAN, 'x')
    const { params, dropped } = parsePhpMultipart(Buffer.from(body, 'latin1'), `${TYPE}; charset=cp1251`)
    expect({ params: { ...params }, dropped }).toEqual({
      params: { Иван: 'x' },
      dropped: [expect.objectContaining({ name: 'Иван', rule: 'replaced' })],
    })
  })

  test('bytes that are not of it are told', () => {
    const body = field('a', IVAN) + field('b', IVAN, 'text/plain; charset=koi8-r')
    expect(parsePhpMultipart(Buffer.from(body, 'latin1'), TYPE).dropped).toEqual([
      { name: 'a', rule: 'charset', why: 'Its bytes are not UTF-8, and no other charset is declared' },
      { name: 'b', rule: 'charset', why: 'Its bytes are not UTF-8, and charset koi8-r is not supported' },
    ])
  })
})

describe('a body that PHP does not read at all', () => {
  test.each([
    ['multipart/form-data', 'names no boundary'],
    ['multipart/form-data; boundary', 'names no boundary'],
    ['multipart/form-data; boundary="XX', 'has a boundary whose quotes are not closed'],
  ])('%s', (contentType, why) => {
    expect(() => parsePhpMultipart(Buffer.from(field('a', '1')), contentType)).toThrow(
      new MultipartError(
        `Cannot read the multipart body: its Content-Type \`${contentType}\` ${why}. Send \`multipart/form-data; boundary=…\`.`,
      ),
    )
  })
})

describe('what is lost is told', () => {
  const lost: [essence: string, body: string, dropped: [name: string, rule: string][], limits?: MultipartLimits][] = [
    ['a boundary that the body has not', 'nonsense', [['', 'part']]],
    ['a part without a disposition', `--XX\r\nA: b\r\n\r\n1\r\n${field('a', '1')}`, [['', 'part']]],
    ['a part without a name', '--XX\r\nContent-Disposition: form-data\r\n\r\n1', [['form-data', 'part']]],
    [
      'a file with unpaired brackets',
      file('a[') + file('b'),
      [
        ['a[', 'name'],
        ['b', 'name'],
      ],
    ],
    ['a file with an empty name', file(''), [['[name]', 'name']]],
    ['two files of one name', file('a') + file('a'), [['a[name]', 'replaced']]],
    ['a file that did not come whole', file('a'), [['a', 'file-size']]],
    ['one file too many', file('a') + file('b'), [['b', 'max_file_uploads']], { files: 1 }],
    ['a file that is too large', file('a', 'four'), [['a', 'file-size']], { fileBytes: 3 }],
    ['one field too many', field('a', '1') + field('b', '2'), [['b', 'max_input_vars']], { fields: 1 }],
    [
      'one part too many',
      field('a', '1') + field('b', '2'),
      [['form-data; name="b"', 'max_multipart_body_parts']],
      { parts: 1 },
    ],
    ['nothing', field('a', '1') + field('b[]', '2') + file('c', '', ''), []],
  ]
  for (const [essence, body, dropped, limits] of lost)
    test(essence, () => {
      const whole = essence === 'a file that did not come whole' ? body : `${body}--XX--\r\n`
      const told = parsePhpMultipart(Buffer.from(whole), TYPE, limits).dropped
      expect(told.map(({ name, rule }) => [name, rule])).toEqual(dropped)
    })
})

test('throws nothing but a MultipartError', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        nasty,
        fc.uint8Array().map(bytes => Buffer.from(bytes)),
      ),
      contentTypes,
      (body, type) => {
        expect(typeof read(body, { contentType: type }).post).toBe('string')
      },
    ),
    { numRuns: 2000 },
  )
})

describe('takes time in proportion to the length of a body', () => {
  const HEAD = '--XX\r\nContent-Disposition: form-data; name="a"\r\n\r\n'
  test.each([
    ['--XX\n', ''],
    ['--XX\n\n', ''],
    ['\n', ''],
    ['\n', HEAD],
    ['\r\n--X', HEAD],
    ['\n--XXX', HEAD],
    ['x', ''],
    ['x', HEAD],
    ['a: b\n', '--XX\n'],
    [' b\n', '--XX\nContent-Disposition: form-data;'],
    [';', '--XX\nContent-Disposition: form-data'],
    ['name=a;', '--XX\nContent-Disposition: form-data;'],
    ['"', '--XX\nContent-Disposition: form-data; name='],
    ['\\"', '--XX\nContent-Disposition: form-data; name="'],
    ['[ ]', '--XX\nContent-Disposition: form-data; name=a'],
    ['\0', '--XX\nContent-Disposition: form-data; name=a'],
    [HEAD, ''],
    [`${HEAD}1\r\n`, ''],
    [file('f[]'), ''],
  ])('%j after %j', (fragment, before) => {
    expectLinear(length => {
      const body = Buffer.from(`${before}${fragment.repeat(length / fragment.length)}\r\n\r\n`)
      return () => parsePhpMultipart(body, TYPE, { fields: 1e6, files: 1e6 })
    })
  })

  test('of a long boundary, which the body nearly has at each line', () => {
    expectLinear(length => {
      const boundary = '-'.repeat(length / 10)
      const body = Buffer.from(HEAD.replace('XX', boundary) + `\n${'-'.repeat(length / 10)}`.repeat(9))
      return () => parsePhpMultipart(body, `multipart/form-data; boundary=${boundary}`)
    })
  })
})
