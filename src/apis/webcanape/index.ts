import { type Call, defineApi, HttpFault, type Input, isJson, type Received, readBody, schema } from '../../api.ts'
import { caseOf, cases } from './cases.ts'
import * as client from './client.ts'
import { refuse, unauthorized } from './errors.ts'
import { readings } from './readings.ts'
import { collections, type User } from './records.ts'
import type { Types } from './types.ts'

/** The Yii 2 CRM whose page carries the Web-canape footer. */
export const webcanape = defineApi<Types>({
  name: 'webcanape',
  title: 'Web-canape CRM: клиенты',
  docs: 'webcanape.txt',
  basePath: '/rest',
  paths: { strictSlash: true },
  parameters: 'php',
  methodOf,
  operations: [client.list, client.view, client.create, client.update, client.remove],
  collections,
  readings,
  credentials: {
    // The page's table says `auth_key`, its links say `access-token`.
    auth_key: [{ in: 'query', name: 'auth_key' }, { in: 'query', name: 'access-token' }, { in: 'bearer' }],
  },
  account: { auth_key: 'sandbox-key' },
  authenticateAt: 'after-path',
  authenticate,
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  readInput: (received, operation): Input => ({
    query: received.query,
    body: operation?.body ? bodyOf(received) : undefined,
  }),
  cases,
  caseOf,
  error: schema('webcanape/error.json'),
  refuse,
  contentType: 'application/json; charset=UTF-8',
  generate: async (count, seed, present, told) =>
    (await import('../../../fixtures/webcanape.ts')).records(count, seed, present, told),
})

/**
 * Yii asks one scheme after another. A parameter that is there but does not hold ends it, and so does a `Bearer`,
 * which is told by its letter case.
 */
function authenticate({ received, header, credential, store }: Call<Types>): Readonly<User> {
  const parameter = received.query.auth_key ?? received.query['access-token']
  const isRecognised = parameter !== undefined || /^Bearer\s+\S/.test(header('authorization') ?? '')
  const key =
    isRecognised && (parameter === undefined || typeof parameter === 'string') ? credential('auth_key') : undefined
  const user = key ? store.users.first('auth_key', key) : undefined
  if (!user) throw unauthorized(!isRecognised)
  return user
}

/** A missing body has no attributes; blanks are one, of broken JSON. */
function bodyOf(received: Received): unknown {
  const { mediaType, text } = received
  if (mediaType !== '' && !isJson(mediaType)) {
    const body = readBody(received, ['form', 'multipart']) ?? {}
    // Yii takes the field that names the verb out of a form: yii\web\Request::getBodyParams().
    const { _method, ...attributes } = body as Record<string, unknown>
    return _method === undefined ? body : attributes
  }
  return text === '' ? {} : received.json()
}

/** What a form's field may not turn a request into: yii\web\Request::getMethod(). */
const NEVER_BY_FIELD = ['GET', 'HEAD', 'OPTIONS']

/** The field `_method` of a form comes first, then the header; of a request of any verb. */
function methodOf(received: Received): string {
  const field = fieldsOf(received)?._method
  const named = typeof field === 'string' ? field.toUpperCase() : ''
  if (named !== '' && !NEVER_BY_FIELD.includes(named)) return named
  const header = received.headers['x-http-method-override']
  return header ? header.toUpperCase() : received.method
}

/** Of a body that cannot be read, there are none: it is refused later, in its own words. */
function fieldsOf(received: Received): Received['fields'] {
  try {
    return received.fields
  } catch (error) {
    if (error instanceof HttpFault) return undefined
    throw error
  }
}
