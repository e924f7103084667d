import {
  type BodyCase,
  bodyCaseOf,
  type DocumentedCase,
  type Flaw,
  type HttpFault,
  Refusal,
  type RefusedCall,
  type Reply,
} from '../../api.ts'
import { deathReply, PhpFatal } from './shipped/php-fatal.ts'
import type { Types } from './types.ts'

export interface ErrorText {
  readonly code: number
  readonly text: string
  /** Beside `result` and `error`. */
  readonly before?: Readonly<Record<string, unknown>>
  readonly after?: Readonly<Record<string, unknown>>
}

/** A «no» of this API, as the page has it and as the vendor's server says it. */
export class SalesmanError extends Refusal {
  readonly documented: ErrorText
  readonly shipped: ErrorText

  constructor(id: string, documented: ErrorText, shipped: ErrorText = documented) {
    super(documented.text, id)
    this.documented = documented
    this.shipped = shipped
  }
}

const error = (id: string, code: number, text: string, shipped?: [code: number, text: string]): SalesmanError =>
  new SalesmanError(id, { code, text }, shipped && { code: shipped[0], text: shipped[1] })

/** A refusal as the documentation has it: the code is the HTTP status. */
export function documented(
  { case: id, documented: { code, text } }: SalesmanError,
  docs: string,
  more: Partial<DocumentedCase> = {},
): DocumentedCase {
  return { id: id!, status: code, code, text, docs, ...more }
}

const UNKNOWN_USER = 'Неизвестный пользователь'
const NOT_HIS = 'Клиент с указанным clid не найден в пределах аккаунта указанного пользователя'

export const wrongKey = () => error('bad-key', 400, 'Не верный API key', [401, UNKNOWN_USER])
export const unknownUser = () => error('unknown-login', 401, UNKNOWN_USER)
export const unknownAction = () => error('unknown-method', 402, 'Неизвестный метод')

export const notShown = () =>
  error('unknown-clid', 403, NOT_HIS, [403, 'Клиент не найден в пределах аккаунта указанного пользователя.'])
export const notUpdated = () =>
  error('unknown-clid', 403, NOT_HIS, [403, 'Клиент с указанным clid не найден в пределах аккаунта'])
export const notDeleted = () => error('unknown-clid', 403, NOT_HIS, [403, 'Не найдена запись'])
export const notFound = () => error('not-found', 404, 'Не найдено')

const MISSING = 'Отсутствуют параметры'
const NO_CLID = `${MISSING} - clid клиента`

export const nothingToShow = () => error('missing-clid', 405, NO_CLID, [405, `${MISSING} клиента`])
export const nothingToUpdate = () => error('missing-clid', 405, NO_CLID, [403, notUpdated().shipped.text])
export const nothingToDelete = () => error('missing-clid', 405, NO_CLID, [403, notDeleted().shipped.text])
export const missingTitle = () => {
  const text = `${MISSING} - Название клиента`
  return error('missing-title', 405, text, [402, text])
}
export const missingRecords = () => error('missing-client', 405, `${MISSING} - client`)
export const wrongType = (name: string) => error('wrong-type', 405, `Неверный тип параметра - ${name}`)

export const duplicate = (clid: number, title: string) =>
  new SalesmanError(
    'duplicate',
    { code: 406, text: 'Найден существующий клиент', after: { data: clid } },
    {
      code: 304,
      text: `Найден существующий клиент - ${title} (clid = ${clid}). Запрос отклонен.`,
      before: { exists: clid },
    },
  )

export const hasDeals = () =>
  error('has-deals', 406, 'Удаление клиента не возможно - есть сделки', [
    408,
    'Клиент не удален. Внимание: К сожалению Удаление записи не возможно. Причина - Имеются связанные записи - Сделки.',
  ])

/** «{"result":"Error","error":{"code":N,"text":"…"}}» */
function bodyOf(fault: ErrorText): Record<string, unknown> {
  const { code, text, before, after } = fault
  return { result: 'Error', ...before, error: { code, text }, ...after }
}

/** The body of an API's own «no». */
export const faultBody = (error: SalesmanError, { reading }: Pick<RefusedCall<Types>, 'reading'>) =>
  bodyOf(error[reading('errors')])

/** The shipped server answers nothing at all where it has no such resource. */
export class Nothing extends Refusal {
  override readonly case = null
}

export function refuse(error: Refusal | HttpFault, call: RefusedCall<Types>): Reply {
  if (error instanceof PhpFatal) return deathReply(call, error)
  if (error instanceof Nothing) return { status: 200, headers: { 'content-type': 'application/json; charset=utf-8' } }
  const isOwn = error instanceof SalesmanError
  const documented = isOwn ? error.documented : faultOf(error as HttpFault)
  // Never the shipped one: HTTP allows no body to a 304.
  const status = call.reading('status') === 'ok' ? 200 : documented.code
  return { status, body: isOwn ? faultBody(error, call) : bodyOf(documented) }
}

/** Of a body that cannot be read, by what is wrong with it. */
export const BODY_FAULTS: Readonly<Record<BodyCase, (value: string) => ErrorText>> = {
  malformed: () => ({ code: 400, text: 'Не удалось разобрать JSON' }),
  'unsupported-type': () => ({
    ...{ code: 415, text: 'Неподдерживаемый тип содержимого: ожидается application/json' },
  }),
  'unsupported-encoding': value => ({
    ...{ code: 415, text: `Неподдерживаемое сжатие (Content-Encoding): ${value}; допустимы gzip, deflate, br` },
  }),
  'unsupported-charset': value => ({
    ...{ code: 415, text: `Неподдерживаемая кодировка (charset): ${value}; допустимы utf-8, windows-1251` },
  }),
  'broken-encoding': value => ({ code: 400, text: `Не удалось распаковать тело запроса (Content-Encoding: ${value})` }),
  'broken-multipart': () => ({
    ...{
      code: 400,
      text: 'Не удалось разобрать multipart/form-data: в Content-Type нет boundary или не закрыты его кавычки',
    },
  }),
}
export const TOO_LARGE: ErrorText = { code: 413, text: 'Превышен допустимый размер запроса' }

function faultOf(fault: HttpFault): ErrorText {
  switch (fault.kind) {
    case 'unknown-path':
    case 'wrong-method':
      return unknownAction().documented
    case 'malformed':
    case 'unsupported-type':
      return BODY_FAULTS[bodyCaseOf(fault)](fault.value)
    case 'too-large':
      return TOO_LARGE
    case 'invalid':
      return { code: 405, text: flawsText(fault.flaws) }
    default:
      return { code: fault.status, text: 'Внутренняя ошибка' }
  }
}

/** A value may break several rules, and takes what it lies in along: each is told once, where it lies. */
function flawsText(flaws: readonly Flaw[]): string {
  const isInside = ({ at }: Flaw): boolean => flaws.some(other => other.at.startsWith(`${at}.`))
  const texts = flaws.filter(flaw => flaw.rule === 'required' || !isInside(flaw)).map(flawText)
  return [...new Set(texts)].join('; ')
}

function flawText({ at, rule, value }: Flaw): string {
  const name = nameOf(at)
  if (rule === 'required') return `${MISSING} - ${name}`
  if (name === '') return wrongType('тело запроса').documented.text
  return `${wrongType(name).documented.text}: ${JSON.stringify(value)}`
}

/** `body.filter.type` is `filter.type` to who sent it. */
const nameOf = (at: string): string => at.split('.').slice(1).join('.')
