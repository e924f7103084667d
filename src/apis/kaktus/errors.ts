import {
  bodyCaseOf,
  briefJson,
  type DocumentedCase,
  type Flaw,
  HttpFault,
  type JsonBodyCase,
  Refusal,
  type RefusedCall,
  type Reply,
} from '../../api.ts'
import type { Types } from './types.ts'

/** A refusal, and the HTTP status that it has where errors have one of their own (reading `errorStatus`). */
class KaktusError extends Refusal {
  readonly status: number

  constructor(id: string, status: number, message: string) {
    super(message, id)
    this.status = status
  }
}

export const unknownCounteragent = (id: string): KaktusError =>
  new KaktusError('unknown-id', 404, `Контрагент ${id} не найден`)

export const inUse = (id: string): KaktusError =>
  new KaktusError('in-use', 409, `Контрагент ${id} используется, удалить его нельзя`)

export const wrongPassword = (): KaktusError => new KaktusError('wrong-password', 401, 'Неверный логин или пароль')

export const unauthorized = (): KaktusError =>
  new KaktusError('unauthorized', 401, 'Authorization: токен не указан, неверен или просрочен')

/** An error as the documentation shows them: HTTP status 200, `code` 0. */
export const documented = (
  id: string,
  text: string,
  docs: string,
  more: Partial<DocumentedCase> = {},
): DocumentedCase => ({ id, status: 200, code: 0, text, docs, ...more })

export const TEXTS = {
  unknownPath: 'Метод API не найден',
  malformedPath: 'Адрес запроса: не удалось разобрать',
  tooLarge: 'Тело запроса: превышен допустимый размер',
}

/** Of a body that cannot be read, by what is wrong with it. */
export const BODY_TEXTS: Readonly<Record<JsonBodyCase, (value: string) => string>> = {
  malformed: () => 'Тело запроса: не удалось разобрать JSON',
  'unsupported-type': () => 'Content-Type: ожидается application/json в UTF-8',
  'unsupported-encoding': value => `Content-Encoding: сжатие ${value} не поддерживается; допустимы: gzip, deflate, br`,
  'unsupported-charset': value => `Content-Type: кодировка ${value} не поддерживается; допустимы: utf-8, windows-1251`,
  'broken-encoding': value => `Тело запроса: не удалось распаковать ${value} (Content-Encoding)`,
}

/** A rule of a save that no schema can express. */
export const broken = (rule: 'known' | 'free', at: string, value: string, message: string): Flaw => ({
  ...{ rule, at, value, message },
  params: {},
})

/** «Ошибка»: every fault is an entry of its own. */
export function refuse(error: Refusal | HttpFault, { reading, operation }: RefusedCall<Types>): Reply {
  const messages = error instanceof HttpFault ? messagesOf(error, operation !== undefined) : [error.message]
  const isOurs = error instanceof HttpFault && error.kind === 'unexpected'
  return {
    status: reading('errorStatus') === '4xx' || isOurs ? statusOf(error as KaktusError | HttpFault) : 200,
    body: { success: false, errors: messages.map(message => ({ code: 0, message })) },
    ...(error instanceof HttpFault && error.allow.length > 0 && { headers: { allow: error.allow.join(', ') } }),
  }
}

/** A save that only names what does not exist finds nothing; with other faults it is a bad request. */
function statusOf(error: KaktusError | HttpFault): number {
  const isUnknown =
    error instanceof HttpFault && error.flaws.length > 0 && error.flaws.every(({ rule }) => rule === 'known')
  return isUnknown ? 404 : error.status
}

function messagesOf(fault: HttpFault, hasOperation: boolean): string[] {
  switch (fault.kind) {
    case 'unknown-path':
      return [TEXTS.unknownPath]
    case 'wrong-method':
      return [`HTTP-метод не поддерживается; допустимы: ${fault.allow.join(', ')}`]
    case 'malformed':
    case 'unsupported-type':
      return [hasOperation ? BODY_TEXTS[bodyCaseOf(fault) as JsonBodyCase](fault.value) : TEXTS.malformedPath]
    case 'too-large':
      return [TEXTS.tooLarge]
    case 'invalid':
      return firstOfEach(fault.flaws).map(messageOf)
    default:
      return ['Внутренняя ошибка']
  }
}

/** Schemas may find one fault in two ways: of each place, the first is told. */
function firstOfEach(flaws: readonly Flaw[]): Flaw[] {
  const byPlace = new Map<string, Flaw>()
  for (const flaw of flaws) if (!byPlace.has(flaw.at)) byPlace.set(flaw.at, flaw)
  return [...byPlace.values()]
}

function messageOf({ at, rule, value, message, params }: Flaw): string {
  const where = placeOf(at)
  switch (rule) {
    case 'required':
      return `${where}: обязательно`
    case 'enum':
      return `${where}: недопустимое значение ${briefJson(value)}; допустимы: ${optionsOf(params)}`
    case 'known':
    case 'free':
      return `${where}: ${message}`
    case 'undocumented':
      return `${where}: не описано в документации`
    default:
      return `${where}: недопустимое значение ${briefJson(value)}`
  }
}

const optionsOf = ({ allowedValues }: Flaw['params']): string =>
  (allowedValues as unknown[]).filter(option => option !== null).join(', ')

function placeOf(at: string): string {
  const [part, ...path] = at.split('.')
  if (part === 'method') return 'HTTP-метод'
  if (path.length === 0) return 'Тело запроса'
  return `${part === 'query' ? 'Параметр' : 'Поле'} ${path.join('.')}`
}
