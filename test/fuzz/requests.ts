import fc from 'fast-check'
import { bodiesOf } from './bodies.ts'
import { calm, type Recipe, wild } from './mix.ts'
import type { Credential, Target, TargetOperation } from './target.ts'
import { encoded, pathsOf, queriesOf, visible } from './urls.ts'

/** A request as it goes out. */
export interface Sent {
  readonly method: string
  /** Path and query, in visible ASCII. */
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  /** Bytes, a character each; undefined: none. */
  readonly body: string | undefined
  readonly chunked: boolean
}

/** Requests for a target's operations, each as often as the others; most have something in them that is not as documented. */
export function requestsTo(target: Target): fc.Arbitrary<Sent> {
  const ids = [...new Set(target.operations.map(({ operationId }) => operationId))]
  const groups = ids.map(id => target.operations.filter(({ operationId }) => operationId === id))
  return fc.oneof(...groups.map(group => fc.oneof(...group.flatMap(operation => recipesOf(operation, target)))))
}

function recipesOf(operation: TargetOperation, target: Target): fc.Arbitrary<Sent>[] {
  const holders = [...(operation.parameters ?? []), ...Object.values(operation.requestBody?.content ?? {})]
  const examples = new Set(holders.flatMap(({ examples = {} }) => Object.keys(examples)))
  return [undefined, ...examples].flatMap(example =>
    [calm, wild, wild].map(mix => requestsBy({ operation, target, example, mix })),
  )
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND', 'SEARCH']

const requestsBy = (recipe: Recipe): fc.Arbitrary<Sent> =>
  fc
    .record({
      method: recipe.mix(fc.constant(recipe.operation.verb), fc.constantFrom(...METHODS)),
      path: pathsOf(recipe),
      query: queriesOf(recipe),
      credentials: credentialsOf(recipe),
      headers: recipe.mix<Readonly<Record<string, string>>>(fc.constant({}), ODD_HEADERS, 6),
      body: bodiesOf(recipe),
      chunked: recipe.mix(fc.constant(false), fc.constant(true)),
    })
    .map(({ method, path, query, credentials, headers, body, chunked }): Sent => {
      const inQuery = credentials.filter(place => place.in === 'query').map(({ name, value }) => [name, value] as const)
      const search = [...inQuery, ...query].map(([name, value]) => `${name}=${encoded(value)}`).join('&')
      const inHeaders = credentials.filter(place => place.in === 'header').map(({ name, value }) => [name, value])
      return {
        method,
        path: visible(path + (search && `?${search}`)),
        headers: { ...Object.fromEntries(inHeaders), ...body.headers, ...headers },
        body: body.bytes,
        chunked,
      }
    })

const TAILS = ['~w1', '~w2', '~', '~~', '~BAD', '~w1~w2', 'x']
const WRONG = ['', ' ', 'Bearer', 'Bearer ', 'Basic eDp5', '0', 'x~w1']

/** Every credential, in every place or only in some. */
const credentialsOf = ({ target, mix }: Recipe): fc.Arbitrary<Credential[]> =>
  fc
    .tuple(...target.credentials.map(credential => mix(fc.constant(credential), credentialOf(credential), 1)))
    .map(given => given.filter(credential => credential !== undefined))

const credentialOf = (credential: Credential): fc.Arbitrary<Credential | undefined> =>
  fc.oneof(
    { arbitrary: fc.constant(credential), weight: 6 },
    { arbitrary: fc.constant(undefined), weight: 2 },
    {
      arbitrary: fc
        .constantFrom(...TAILS.map(tail => credential.value + tail), ...WRONG)
        .map(value => ({ ...credential, value })),
      weight: 1,
    },
  )

const ODD_HEADERS: fc.Arbitrary<Readonly<Record<string, string>>> = fc.oneof(
  fc
    .constantFrom('w1', 'w2', 'default', '', ' ', 'BAD', 'a/b', '__proto__', '../x', 'я'.repeat(3), 'a'.repeat(70))
    .map(name => ({ 'x-mock-sandbox': Buffer.from(name).toString('latin1') })),
  fc
    .constantFrom(
      'text/plain',
      'application/xml',
      'application/json; charset=koi8-r',
      'application/json; charset=',
      'json',
      ';',
      'multipart/form-data',
      'application/x-www-form-urlencoded',
      'application/vnd.api+json',
      `application/${'x'.repeat(3000)}`,
    )
    .map(type => ({ 'content-type': type })),
  fc
    .constantFrom('gzip', 'br', 'deflate', 'x-unknown', 'identity', 'gzip, br')
    .map(coding => ({ 'content-encoding': coding })),
  fc.constantFrom<Record<string, string>>(
    { origin: 'https://example.org' },
    { origin: 'null', 'access-control-request-method': 'PUT' },
    { host: 'localhost' },
    { accept: 'text/html' },
    { expect: '100-continue' },
    { 'if-none-match': '*' },
    { range: 'bytes=0-1' },
    { authorization: 'Bearer x~w1' },
    { cookie: 'a=b' },
    { 'x-http-method-override': 'DELETE' },
  ),
)
