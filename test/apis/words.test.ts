import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { builtInApis } from '../../src/apis/index.ts'
import { type Api, profilesOf } from '../../src/core/api/api.ts'
import type { DocumentedCase } from '../../src/core/api/documented-case.ts'
import { HttpFault } from '../../src/core/api/refusal.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { sideRandom } from '../../src/core/lib/random.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import { says } from '../support/case-examples.ts'
import { examplesOf } from '../support/examples.ts'
import { type Got, type Send, serve } from '../support/server.ts'

const validation = new Validation(join(packageRoot, 'schemas'))

const VALUES = [[], { a: { b: [null] } }, 1.5, true, null, '', '\ud800', '__proto__']

const type = (contentType: string) => ({ 'content-type': contentType })
const JSON_TYPE = type('application/json')
const BODIES: readonly (readonly [body: string | Buffer, headers: Record<string, string>])[] = [
  ['{"name": ', JSON_TYPE],
  ['{}{}', JSON_TYPE],
  ['{"name":NaN,"title":NaN}', JSON_TYPE],
  ['{"name":1e999,"title":1e999}', JSON_TYPE],
  ['', JSON_TYPE],
  ['   ', JSON_TYPE],
  ['['.repeat(600), JSON_TYPE],
  ['{"__proto__":{"title":"x","name":"x"},"constructor":1,"toString":{},"hasOwnProperty":3}', JSON_TYPE],
  ['{"name":"a","name":[],"title":"a","title":{},"clid":1,"clid":[]}', JSON_TYPE],
  [Buffer.from('{"name":"я"}', 'utf16le'), JSON_TYPE],
  [Buffer.from('{"\xff":"\xfe"}', 'latin1'), JSON_TYPE],
  [Buffer.alloc(2 * 1024 * 1024, ' '), JSON_TYPE],
  ['{}', type('application/json; charset=koi8-r')],
  ['<a/>', type('application/xml')],
  ['{}', type(';;;=')],
  ['name=1', type('')],
  ['a=%&name[]=1&__proto__[x]=1&title[a=1', type('application/x-www-form-urlencoded')],
  ['x', type('multipart/form-data')],
  ['--b\r\nContent-Disposition: form-data; name=name\r\n\r\nx', type('multipart/form-data; boundary=b')],
  ['x', { ...JSON_TYPE, 'content-encoding': 'gzip' }],
  ['x', { ...JSON_TYPE, 'content-encoding': 'zstd' }],
]

const QUERIES = [
  ...['a=%', 'x=%ff', '__proto__=1', 'constructor[prototype][x]=1', 'id=%00', 'name[a]=1', 'type[]=1', 'я=%F0%9F'],
  ...['limit=-1', 'limit=1&limit=2', 'offset=NaN', 'page=1e9', 'page[]=1', 'size=0', 'tel=', 'psw[]=1', 'Id[]=1'],
  ...['sort=constructor', 'fields=__proto__', 'expand=toString', 'order=__proto__', 'role=constructor', 'query=%5C'],
  ...['updated_gte=99.99.9999', 'created_lte=__proto__', 'clientId=null', 'cityId=undefined', 'contactId=%E2%80%A8'],
]

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PROPFIND']

const PATHS = [
  '/%',
  '/%E0%A4%A',
  '/a%00b',
  '/__proto__',
  '/..%2f..%2fetc',
  '/%ff',
  '/99999999999999999999',
  '/1,2',
  '//',
]

/** What nobody means to send, beside the page's example of each operation; of those of one path, each query once. */
function oddRequests(api: Api): Send[] {
  const firsts = new Map(examplesOf(api.name).map(({ operation, request }) => [operation, request]))
  const requests = [...firsts.values()].map(request => ({ ...request, path: api.basePath + request.path }))
  const paths = new Map(requests.map(request => [request.path.split('?')[0]!, request]))
  return [
    ...requests.flatMap(oddBodies),
    ...[...paths].flatMap(([path, request]): Send[] => {
      const { headers } = request
      const search = request.path.split('?')[1] ?? ''
      return [
        ...QUERIES.map(query => ({ ...request, path: `${path}?${search}&${query}` })),
        ...METHODS.map(method => ({ path: request.path, headers, method })),
        ...PATHS.map(odd => ({ headers, path: `${path}${odd}?${search}` })),
      ]
    }),
  ]
}

function oddBodies(request: Send): Send[] {
  const { headers, body } = request
  if (body === undefined || body === null) return []
  return [
    ...Object.keys(body).flatMap(name => VALUES.map(value => ({ ...request, body: { ...body, [name]: value } }))),
    ...BODIES.map(([bytes, more]) => ({ ...request, body: bytes, headers: { ...headers, ...more } })),
  ]
}

const OURS = 'A sentence of ours. Do as it says.'
const RULES = ['required', 'type', 'enum', 'format', 'pattern', 'undocumented', 'another']
const FAULTS = [
  ...(['unknown-path', 'wrong-method', 'too-large', 'injected', 'unexpected'] as const).map(
    kind => new HttpFault(kind, OURS),
  ),
  ...(['malformed', 'unsupported-type'] as const).flatMap(kind =>
    ([undefined, 'content-type', 'content-encoding', 'charset'] as const).map(
      part => new HttpFault(kind, OURS, { part }),
    ),
  ),
  ...RULES.map(rule => {
    const flaw = { at: 'body.name', rule, value: 1, message: OURS, params: { type: 'string', allowedValues: ['a'] } }
    return new HttpFault('invalid', OURS, { flaws: [flaw] })
  }),
]

test.each(builtInApis.map(api => [api.name, api] as const))(
  '%s: what we say of a fault is not what the vendor says',
  (_, api) => {
    const [operation] = api.operations
    const around = { method: 'GET', path: '/', now: 0, zone: 'UTC', random: sideRandom(1), header: () => undefined }
    const reading = (topic: string): never => api.readings[topic].default as never
    for (const fault of FAULTS)
      for (const at of [operation, undefined]) {
        const reply = api.refuse(fault, { ...around, reading, operation: at, violate: () => {} })
        expect(JSON.stringify(reply)).not.toMatch(/ours|as it says/i)
      }
  },
)

/** Three words of English in a row. */
const ENGLISH = /[a-z]{3,} [a-z]{2,} [a-z]{2,}/i

const sayRequest = ({ method = 'GET', path, headers, body }: Send): string =>
  `${method} ${path} ${JSON.stringify(headers)} ${Buffer.isBuffer(body) ? body.toString('latin1', 0, 30) : JSON.stringify(body)}`

describe.each(builtInApis.flatMap(api => profilesOf(api).map(profile => [api.name, profile, api] as const)))(
  '%s, profile %s',
  async (name, profile, api) => {
    const server = await serve({ scenario: 'documented' })
    const isRefusal = ({ text, body }: Got): boolean =>
      text !== '' && validation.check(api.error, body, 'body').flaws.length === 0

    /** What is wrong with an answer. */
    function faultsOf(got: Got): (string | false)[] {
      const isSame = server.box.world === server.box.initial
      const { status, text, body, headers } = got
      const isDocumented = profile === 'documented'
      const found = isDocumented ? (server.box.journal.entries().at(-1)!.case as DocumentedCase | null) : null
      const isRefused = isRefusal(got)
      if (isRefused) refused++
      return [
        status >= 500 && 'a defect',
        headers['content-type']?.includes('problem') === true && 'not in the vendor’s envelope',
        !isDocumented && ENGLISH.test(text) && 'English of ours',
        isRefused && !isSame && 'refused, and something changed',
        isRefused && isDocumented && !found && 'of no documented case',
        isRefused && found !== null && !says(body, found) && `not what its case says: ${found.text}`,
      ]
    }

    let refused = 0
    test('whatever is sent: a refusal says what is documented, in its own envelope, and changes nothing', async () => {
      const wrong: object[] = []
      for (const request of oddRequests(api)) {
        if (server.box.world !== server.box.initial) await server.reset()
        server.profile(name, profile)
        const got = await server.send(request)
        const faults = faultsOf(got).filter(fault => fault !== false)
        if (faults.length > 0) wrong.push({ request: sayRequest(request), status: got.status, text: got.text, faults })
      }
      expect(wrong).toEqual([])
      expect(refused).toBeGreaterThan(50)
    })
  },
)
