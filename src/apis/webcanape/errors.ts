import { STATUS_CODES } from 'node:http'
import { type BodyCase, bodyCaseOf, type Flaw, HttpFault, Refusal, type RefusedCall, type Reply } from '../../api.ts'
import type { Types } from './types.ts'

/** The first fault of an attribute. */
export interface AttributeFault {
  field: string
  message: string
}

/** An exception of Yii's, or what its validators found. */
class WebcanapeError extends Refusal {
  readonly reply: Reply

  constructor(id: string, reply: Reply) {
    super(`Refused with ${reply.status}`, id)
    this.reply = reply
  }
}

/** Where Yii names a status otherwise than Node does: yii\web\Response::$httpStatuses. */
const YII_NAMES: Readonly<Record<number, string>> = {
  408: 'Request Time-out',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Long',
  416: 'Requested range unsatisfiable',
  417: 'Expectation failed',
  422: 'Unprocessable entity',
  424: 'Method failure',
  425: 'Unordered Collection',
  502: 'Bad Gateway or Proxy Error',
  504: 'Gateway Time-out',
  505: 'HTTP Version not supported',
  507: 'Insufficient storage',
}

const exception = (status: number, message: string, headers: Record<string, string> = {}): Reply => ({
  status,
  body: { name: YII_NAMES[status] ?? STATUS_CODES[status] ?? 'Error', message, code: 0, status },
  headers,
})

export const INVALID_KEY = 'Your request was made with invalid credentials.'
export const PAGE_NOT_FOUND = 'Page not found.'
export const OTHER_USER = 'You are not allowed to put a client in the charge of another user.'

/** Of a body that cannot be read, by what is wrong with it; of JSON it is Yii's, of multipart PHP's. */
export const BODY_TEXTS: Readonly<Record<BodyCase, (value: string) => string>> = {
  malformed: () => 'Invalid JSON data in request body: Syntax error.',
  'unsupported-type': () => 'The content type of the request body is not supported.',
  'unsupported-encoding': value => `The content encoding ${value} is not supported.`,
  'unsupported-charset': value => `The charset ${value} is not supported.`,
  'broken-encoding': value => `Invalid ${value} data in request body.`,
  'broken-multipart': () => 'Missing or invalid boundary in multipart/form-data POST data.',
}
export const TOO_LARGE = 'The request body is too large.'

/** The schemes that would do are told only to who tried none. */
export const unauthorized = (challenge: boolean): WebcanapeError =>
  new WebcanapeError(
    'bad-key',
    exception(401, INVALID_KEY, challenge ? { 'WWW-Authenticate': 'Bearer realm="api"' } : {}),
  )

export const notFound = (id: string): WebcanapeError =>
  new WebcanapeError('unknown-id', exception(404, `Object not found: ${id}`))

export const otherUser = (): WebcanapeError => new WebcanapeError('other-user', exception(403, OTHER_USER))

/** @param id of the documented case */
export const invalid = (id: string, faults: readonly AttributeFault[]): WebcanapeError =>
  new WebcanapeError(id, { status: 422, body: faults })

export const BLOCKED = {
  409: 'The client cannot be deleted: it has deals, offers, contracts or invoices.',
  403: 'You are not allowed to delete a client that has deals, offers, contracts or invoices.',
  500: 'Failed to delete the object for unknown reason.',
}

export const deleteBlocked = (status: keyof typeof BLOCKED): WebcanapeError =>
  new WebcanapeError('has-records', exception(Number(status), BLOCKED[status]))

export function refuse(error: Refusal | HttpFault, call: RefusedCall<Types>): Reply {
  const reply = error instanceof HttpFault ? replyTo(error, call) : (error as WebcanapeError).reply
  if (reply.body === undefined || call.reading('errors') === 'bare') return reply
  return { ...reply, body: { response: reply.body } }
}

function replyTo(fault: HttpFault, { method, operation }: RefusedCall<Types>): Reply {
  switch (fault.kind) {
    case 'wrong-method':
      return optionsOf(fault.allow, method)
    case 'unknown-path':
      return exception(404, PAGE_NOT_FOUND)
    case 'malformed':
    case 'unsupported-type':
      return operation
        ? exception(fault.status, BODY_TEXTS[bodyCaseOf(fault)](fault.value))
        : exception(404, PAGE_NOT_FOUND)
    case 'too-large':
      return exception(fault.status, TOO_LARGE)
    case 'invalid':
      return exception(fault.status, [...new Set(fault.flaws.map(flawText))].join(' '))
    default:
      return exception(fault.status, 'An internal server error occurred.')
  }
}

/** Under `strict`, in the words that Yii has for a parameter that an action cannot take. */
const flawText = ({ at }: Flaw): string =>
  `Invalid data received for parameter "${at.split('.').slice(1).join('.') || at}".`

/** One action of Yii's answers OPTIONS and every method that a path does not have. */
function optionsOf(methods: readonly string[], method: string): Reply {
  const allow = [...methods, 'HEAD', 'OPTIONS'].join(', ')
  return { status: method === 'OPTIONS' ? 200 : 405, headers: { Allow: allow } }
}
