import {
  bodyCaseOf,
  briefJson,
  type Flaw,
  HttpFault,
  type JsonBodyCase,
  Refusal,
  type RefusedCall,
  type Reply,
} from '../../api.ts'
import type { Types } from './types.ts'

/** A refusal with a text, or the documented empty record where there is nothing to say. */
class VodyanoyError extends Refusal {
  readonly status: number

  constructor(id: string, status: number, message = '') {
    super(message, id)
    this.status = status
  }
}

/** @param id of the documented case */
export const badParameter = (id: string, name: string, why: string): VodyanoyError =>
  new VodyanoyError(id, 400, `Параметр ${name}: ${why}`)

export const unauthorized = (): VodyanoyError =>
  new VodyanoyError('bad-token', 401, 'Параметр token: неверный или отсутствует')

/** «Если подходящего клиента нет, возвращается 404 и пустая запись.» */
export const notFound = (status: '404' | '200' = '404'): VodyanoyError => new VodyanoyError('not-found', Number(status))

export const TEXTS = {
  malformedPath: 'Адрес запроса: не удалось разобрать',
  tooLarge: 'Тело запроса: превышен допустимый размер',
}

/** Of a body that cannot be read, by what is wrong with it. */
export const BODY_TEXTS: Readonly<Record<JsonBodyCase, (value: string) => string>> = {
  malformed: () => 'Тело запроса: не удалось разобрать JSON',
  'unsupported-type': () => 'Content-Type: ожидается application/json',
  'unsupported-encoding': value => `Content-Encoding: сжатие ${value} не поддерживается; допустимы: gzip, deflate, br`,
  'unsupported-charset': value => `Content-Type: кодировка ${value} не поддерживается; допустимы: utf-8, windows-1251`,
  'broken-encoding': value => `Тело запроса: не удалось распаковать ${value} (Content-Encoding)`,
}

export function refuse(error: Refusal | HttpFault, { operation }: RefusedCall<Types>): Reply {
  const { status } = error as VodyanoyError
  const message = error instanceof HttpFault ? textOf(error, operation !== undefined) : error.message
  return {
    status,
    body: message === '' ? { result: {} } : { result: {}, error: message },
    ...(error instanceof HttpFault && error.allow.length > 0 && { headers: { allow: error.allow.join(', ') } }),
  }
}

function textOf(fault: HttpFault, hasOperation: boolean): string {
  switch (fault.kind) {
    case 'unknown-path':
      return ''
    case 'wrong-method':
      return `Метод не поддерживается; допустимы: ${fault.allow.join(', ')}`
    case 'malformed':
    case 'unsupported-type':
      return hasOperation ? BODY_TEXTS[bodyCaseOf(fault) as JsonBodyCase](fault.value) : TEXTS.malformedPath
    case 'too-large':
      return TEXTS.tooLarge
    case 'invalid':
      return [...new Set(fault.flaws.map(textOfFlaw))].join('; ')
    default:
      return 'Внутренняя ошибка'
  }
}

/** Left out, or empty where any text would do. */
export const isMissing = ({ rule, value }: Pick<Flaw, 'rule' | 'value'>): boolean =>
  rule === 'required' || (value === '' && rule !== 'enum')

function textOfFlaw(flaw: Flaw): string {
  const { at, rule, value } = flaw
  const name = at.split('.').slice(1).join('.')
  const where = name === '' ? 'Тело запроса' : `Параметр ${name}`
  if (isMissing(flaw)) return `${where}: не указан`
  return rule === 'undocumented' ? `${where}: не описан` : `${where}: недопустимое значение ${briefJson(value)}`
}
