import {
  bodyCaseOf,
  type Flaw,
  HttpFault,
  type JsonBodyCase,
  Refusal,
  type RefusedCall,
  type Reply,
} from '../../api.ts'
import { seal } from './envelope.ts'
import type { Types } from './types.ts'

/** The vendor's codes, and what each says. */
const TEXTS = {
  'DLW-0001': 'System exception',
  'DLW-0005': 'Authentication error',
  'DLW-0007': 'Not enough parameters',
  'DLW-0010': 'Internal error',
  'DLW-0011': 'Not implemented',
  'DLW-0012': 'Authorization parameters invalid',
}

export type Code = keyof typeof TEXTS

class DlwError extends Refusal {
  readonly code: Code
  /** The status of HTTP that fits. */
  readonly status: number

  constructor(id: string, code: Code, status: number, details: string) {
    super(details, id)
    this.code = code
    this.status = status
  }
}

/** The vendor's list has two codes for it, with one description. */
export const unauthorized = (code: 'DLW-0005' | 'DLW-0012'): DlwError =>
  new DlwError(
    code === 'DLW-0005' ? 'bad-sid' : 'invalid-sid',
    code,
    401,
    'Заголовок sid не указан или содержит неверный ключ',
  )

export const missing = (name: string): DlwError =>
  new DlwError(`missing-${subjectOf(name)}`, 'DLW-0007', 400, `Параметр ${name} не указан`)

/** There is no record of this id where it is looked for. */
export const unknownId = (name: string, id: string): DlwError =>
  new DlwError(`unknown-${subjectOf(name)}`, 'DLW-0001', 404, `Параметр ${name}: не найден id ${JSON.stringify(id)}`)

/** There is one, of another country or city. */
export const elsewhere = (name: string, id: string): DlwError =>
  new DlwError('elsewhere', 'DLW-0001', 404, unknownId(name, id).message)

/** What each parameter names, as ids of cases have it. */
const SUBJECTS: Readonly<Record<string, string>> = {
  ...{ objectId: 'object', countryId: 'country', cityId: 'city', streetId: 'street', metroStationId: 'station' },
  ...{ Id: 'id', clientId: 'client', contactId: 'contact', typeId: 'type', lastname: 'name', Name: 'name' },
}

/** `contacts[0].typeId` names a type. */
export function subjectOf(parameter: string): string {
  const last = parameter.split('.').at(-1)!
  return SUBJECTS[last] ?? last
}

export const TOO_LARGE = 'Тело запроса: превышен допустимый размер'

/** Of a body that cannot be read, by what is wrong with it. */
export const BODY_TEXTS: Readonly<Record<JsonBodyCase, (value: string) => string>> = {
  malformed: () => 'Тело запроса: не удалось разобрать JSON',
  'unsupported-type': () => 'Тело запроса: ожидается JSON в UTF-8 (Content-Type: application/json)',
  'unsupported-encoding': value => `Content-Encoding: сжатие ${value} не поддерживается; допустимы: gzip, deflate, br`,
  'unsupported-charset': value => `Content-Type: кодировка ${value} не поддерживается; допустимы: utf-8, windows-1251`,
  'broken-encoding': value => `Тело запроса: не удалось распаковать ${value} (Content-Encoding)`,
}

export function refuse(error: Refusal | HttpFault, call: RefusedCall<Types>): Reply {
  const inHttp = call.reading('status') === 'http'
  const { status } = error as DlwError | HttpFault
  const allow = error instanceof HttpFault ? error.allow.join(', ') : ''
  return {
    status: inHttp ? status : 200,
    body: {
      ...seal(call, 'Err'),
      errors: (error instanceof HttpFault ? told(error, call) : [error as DlwError]).map(({ code, message }) => ({
        code,
        text: TEXTS[code],
        details: message || null,
      })),
    },
    ...(inHttp && allow && { headers: { allow } }),
  }
}

/** The violation of who sends no key where none is needed. */
export const NO_SID = 'no-sid'

type Told = Pick<DlwError, 'code' | 'message'>

function told(fault: HttpFault, { path, reading }: RefusedCall<Types>): Told[] {
  const { kind, flaws, allow } = fault
  switch (kind) {
    case 'unknown-path':
      return [{ code: 'DLW-0011', message: `Неизвестный путь ${path || '/'}` }]
    case 'wrong-method':
      return [{ code: 'DLW-0011', message: `Метод не поддерживается; допустимы: ${allow.join(', ')}` }]
    case 'malformed':
    case 'unsupported-type':
      return [{ code: 'DLW-0001', message: BODY_TEXTS[bodyCaseOf(fault) as JsonBodyCase](fault.value) }]
    case 'too-large':
      return [{ code: 'DLW-0001', message: TOO_LARGE }]
    case 'invalid':
      return flaws.map(flaw => (flaw.rule === NO_SID ? unauthorized(reading('badSid')) : flawTold(flaw)))
    default:
      return [{ code: 'DLW-0010', message: '' }]
  }
}

function flawTold({ at, rule, params }: Flaw): Told {
  const name = placeIn(at)
  if (rule === 'required') return missing(name)
  const reasons: Record<string, string> = {
    type: `ожидается ${[params.type].flat().join(' или ')}`,
    format: 'ожидается дата YYYY-MM-DD',
    undocumented: 'не описан в документации',
  }
  const why = reasons[rule] ?? 'недопустимое значение'
  return { code: 'DLW-0001', message: name ? `Параметр ${name}: ${why}` : `Тело запроса: ${why}` }
}

/** `body.contacts.0.typeId` is `contacts[0].typeId` to a caller. */
const placeIn = (at: string): string =>
  at
    .split('.')
    .slice(1)
    .join('.')
    .replace(/\.(\d+)(?=\.|$)/g, '[$1]')
