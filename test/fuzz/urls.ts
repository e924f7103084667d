import fc from 'fast-check'
import { type Recipe, usualOf } from './mix.ts'
import { MACHINERY, odd, oddText } from './values.ts'

/** Paths and query strings. */

/** What HTTP does not carry raw goes percent-encoded; what is already broken stays so. */
export const visible = (url: string): string =>
  url.replace(/[^\x21-\x7e]/gu, letter => encodeURIComponent(wellFormed(letter)))

export const encoded = (text: string): string => (/^%[^ ]*$/.test(text) ? text : encodeURIComponent(wellFormed(text)))

/** Without lone surrogates, which UTF-8 does not have. */
const wellFormed = (text: string): string => Buffer.from(text).toString()

const SEGMENTS = [
  ...['..', '.', '', '*', '\\', ';a=1', '~w1', 'a%20b', '%2e%2e', '%2F', '%00', '%', '%zz', '%D0', '%ff%fe'],
  ...MACHINERY,
]
const PREFIXES = [
  '/~w1',
  '/~w2',
  '/~default',
  '/~',
  '/~BAD',
  '/~a%20b',
  `/~${'a'.repeat(64)}`,
  '//',
  '/.',
  'http://x.org',
]

export function pathsOf(recipe: Recipe): fc.Arbitrary<string> {
  const { operation, target, mix } = recipe
  const inPath = (operation.parameters ?? []).filter(parameter => parameter.in === 'path')
  const values = inPath.map(({ name, schema, examples = {} }) => {
    const known = target.places[name]
    const usual = known ? fc.constantFrom(...known) : usualOf(schema, examples, recipe).map(String)
    return mix(usual, fc.oneof(oddText, fc.constantFrom(...SEGMENTS)))
  })
  const whole = fc.tuple(...values).map(given => {
    const fill = (path: string, { name }: { name: string }, i: number) => path.replace(`{${name}}`, encoded(given[i]!))
    return target.basePath + inPath.reduce(fill, operation.path)
  })
  const path = mix(whole, broken(whole), 6)
  const prefixed = fc.tuple(fc.constantFrom(...PREFIXES), path).map(parts => parts.join(''))
  return target.name === 'admin' ? path : mix(path, prefixed)
}

const broken = (paths: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(paths, fc.nat(20), fc.constantFrom(...SEGMENTS), fc.constantFrom('insert', 'replace', 'append', 'shout'))
    .map(([path, at, segment, how]) => {
      if (how === 'shout') return path.toUpperCase()
      if (how === 'append') return path + segment
      const parts = path.split('/')
      parts.splice(1 + (at % (parts.length - 1)), how === 'insert' ? 0 : 1, segment)
      return parts.join('/') || '/'
    })

export type Pair = readonly [name: string, value: string]

const NAMES = [
  ...['__proto__[polluted]', 'constructor[prototype][polluted]', '[]', '[', ']', 'a[', 'a[]', 'a[b][c][d][e][f][g][h]'],
  ...['', '%', '%00', 'a.b', 'a[0][b]', 'a[999999999]', 'x'.repeat(500), 'callback', '_method', 'debug'],
]

export function queriesOf(recipe: Recipe): fc.Arbitrary<readonly Pair[]> {
  const { operation, example, mix } = recipe
  const parameters = (operation.parameters ?? []).filter(parameter => parameter.in === 'query')
  const own = parameters.map(({ name, required, schema, examples = {} }) => {
    const given = mix(usualOf(schema, examples, recipe), odd).map(value => pairsOf(name, value))
    const absent = fc.constant<Pair[]>([])
    if (example !== undefined) return examples[example] ? mix(given, absent, 20) : mix(absent, given)
    return required ? mix(given, absent) : fc.oneof({ arbitrary: given, weight: 1 }, { arbitrary: absent, weight: 2 })
  })
  const usual = fc.tuple(...own).map(pairs => pairs.flat())
  const strange = fc.array(
    fc.tuple(
      fc.oneof(fc.constantFrom(...NAMES), oddText.map(encoded), arrayed(parameters)),
      fc.oneof(oddText, fc.constantFrom('%zz', '%', '%CF%F0', '%F0%9F')),
    ),
    { maxLength: 3 },
  )
  return mix(
    usual,
    fc.tuple(usual, strange).map(pairs => pairs.flat()),
    6,
  )
}

/** A parameter where none or another is expected: `limit[]`. */
const arrayed = (parameters: readonly { readonly name: string }[]): fc.Arbitrary<string> =>
  fc
    .tuple(
      fc.constantFrom('x', ...parameters.map(({ name }) => name)),
      fc.constantFrom('', '[]', '[x]', '[0]', '[__proto__]'),
    )
    .map(parts => parts.join(''))

/** As PHP and jQuery write it: `a[b]=1`. */
export function pairsOf(name: string, value: unknown, depth = 3): Pair[] {
  if (value === null || typeof value !== 'object') return [[name, String(value)]]
  if (depth === 0) return []
  return Object.entries(value)
    .slice(0, 20)
    .flatMap(([key, inner]) => pairsOf(`${name}[${encoded(key)}]`, inner, depth - 1))
}
