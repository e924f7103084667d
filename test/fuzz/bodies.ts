import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { type Recipe, usualOf } from './mix.ts'
import { encoded, pairsOf } from './urls.ts'
import { odd, spoiled } from './values.ts'

export interface Body {
  readonly bytes: string | undefined
  readonly headers: Readonly<Record<string, string>>
}

const NONE: Body = { bytes: undefined, headers: {} }
const latin1 = (bytes: Buffer): string => bytes.toString('latin1')
const utf8 = (text: string): string => latin1(Buffer.from(text))

export function bodiesOf(recipe: Recipe): fc.Arbitrary<Body> {
  const { operation, mix } = recipe
  if (!operation.requestBody) return mix(fc.constant(NONE), fc.oneof(odd.map(asJson), rawBodies))
  const contents = Object.entries(operation.requestBody.content)
  const [, { schema, examples = {} }] = contents[0]!
  const usual = usualOf(schema, examples, recipe)
  const values = mix(usual, fc.oneof(spoiled(usual), spoiled(usual), spoiled(spoiled(usual)), odd), 1)
  const json = values.map(asJson)
  const disguised = fc.tuple(json, fc.constantFrom(...DISGUISES)).map(([body, disguise]) => disguise(body))
  const others = fc.oneof(disguised, rawBodies, fc.constant(NONE), values.map(asForm), values.map(asMultipart))
  // An API that documents forms takes them as well as JSON.
  const documented = contents.length > 1 ? fc.oneof(json, json, values.map(asForm)) : json
  return mix(documented, others, 4)
}

const asJson = (value: unknown): Body => ({
  bytes: utf8(JSON.stringify(value) ?? ''),
  headers: { 'content-type': 'application/json' },
})

const asForm = (value: unknown): Body => ({
  bytes: value === null || typeof value !== 'object' ? utf8(String(value)) : formOf(value),
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
})

const formOf = (value: object): string =>
  Object.entries(value)
    .flatMap(([name, inner]) => pairsOf(encoded(name), inner))
    .map(([name, text]) => `${name}=${encoded(text)}`)
    .join('&')

const asMultipart = (value: unknown): Body => ({
  bytes: utf8(
    `${Object.entries((value ?? {}) as object)
      .slice(0, 30)
      .map(
        ([name, text]) =>
          `--b\r\nContent-Disposition: form-data; name="${encoded(name)}"\r\n\r\n${typeof text === 'object' ? JSON.stringify(text) : text}\r\n`,
      )
      .join('')}--b--\r\n`,
  ),
  headers: { 'content-type': 'multipart/form-data; boundary=b' },
})

/** The same in other clothes. */
const DISGUISES: ((body: Body) => Body)[] = [
  ({ bytes, headers }) => ({ bytes: `\xef\xbb\xbf${bytes}`, headers }),
  ({ bytes, headers }) => ({ bytes: bytes!.slice(0, Math.floor(bytes!.length / 2)), headers }),
  ({ bytes }) => ({
    bytes: cyrillicIn1251(Buffer.from(bytes!, 'latin1').toString()),
    headers: { 'content-type': 'application/json; charset=windows-1251' },
  }),
  ({ bytes, headers }) => ({
    bytes: latin1(gzipSync(Buffer.from(bytes!, 'latin1'))),
    headers: { ...headers, 'content-encoding': 'gzip' },
  }),
  ({ bytes, headers }) => ({
    bytes: bytes!.replace(/^\{/, '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},'),
    headers,
  }),
  ({ bytes, headers }) => ({ bytes: bytes!.replace(/"([a-z]+)":/gi, '"$1":null,"$1":'), headers }),
  ({ bytes, headers }) => ({ bytes: `[${bytes},${bytes}]`, headers }),
  ({ bytes }) => ({ bytes, headers: {} }),
  ({ bytes, headers }) => ({
    bytes: latin1(Buffer.from(Buffer.from(bytes!, 'latin1').toString(), 'utf16le')),
    headers,
  }),
]

const cyrillicIn1251 = (text: string): string =>
  text.replace(/[^\x00-\xff]/g, letter =>
    /[А-я]/.test(letter) ? String.fromCharCode(letter.charCodeAt(0) - 0x410 + 0xc0) : '?',
  )

const JSON_TYPE = { 'content-type': 'application/json' }

const rawBodies: fc.Arbitrary<Body> = fc.oneof(
  fc
    .constantFrom(
      '',
      ' ',
      '{',
      '}',
      'null',
      '"',
      '[',
      'NaN',
      '{"a":1}}',
      "{'a':1}",
      '{"a":1,}',
      '\u0000',
      '//',
      'a=1&b[c]=2',
      '=',
    )
    .map(bytes => ({ bytes, headers: JSON_TYPE })),
  fc
    .constantFrom(1000, 20_000, 400_000)
    .map(depth => ({ bytes: '['.repeat(depth) + ']'.repeat(depth), headers: JSON_TYPE })),
  fc
    .constantFrom(5_000, 50_000, 50_000, 1_100_000)
    .map(size => ({ bytes: `{"title":"${'x'.repeat(size)}"}`, headers: JSON_TYPE })),
  fc.uint8Array({ maxLength: 60 }).map(bytes => ({ bytes: latin1(Buffer.from(bytes)), headers: JSON_TYPE })),
)
