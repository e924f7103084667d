import {
  bodyCaseOf,
  type CommonCase,
  type DocumentedCase,
  type HttpFault,
  ofBodies,
  ofNoOperation,
  type RefusedCall,
} from '../../api.ts'
import { BODY_TEXTS, INVALID_KEY, OTHER_USER, PAGE_NOT_FOUND, TOO_LARGE } from './errors.ts'
import type { ClientType } from './records.ts'
import type { Types } from './types.ts'

const PAGE = 'webcanape.txt'
const PATHS = `${PAGE}: Клиенты (Client)`
const ATTRIBUTES = `${PAGE}: Таблица 4 - Атрибуты, используемые при добавлении`
const ERROR = `${PAGE}: Добавление: В случае ошибки возвращается код ответа, отличный от 200`
/** The page is silent on what errors look like. */
const AS_YII = { basis: 'The page shows no error: it is as Yii 2 has it.' }
const OUR_TEXT = { basis: 'The page shows no error, and Yii 2 has none of this kind: the text is our guess.' }

/** An exception of Yii's, whose body carries `code` 0. */
export const exceptionCase = (
  id: string,
  status: number,
  text: string,
  docs: string,
  more: Partial<DocumentedCase> = AS_YII,
): DocumentedCase => ({ id, status, code: 0, text, docs, ...more })

/** What operations have in common. */
export const cases: readonly CommonCase[] = [
  exceptionCase('bad-key', 401, INVALID_KEY, `${PAGE}: Обязательные параметры`),
  ...Object.entries(BODY_TEXTS).map(([id, text]) => ({
    ...exceptionCase(
      id,
      id.startsWith('unsupported') ? 415 : 400,
      text('…'),
      ERROR,
      id === 'malformed' ? AS_YII : OUR_TEXT,
    ),
    of: ofBodies,
  })),
  { ...exceptionCase('too-large', 413, TOO_LARGE, ERROR, OUR_TEXT), of: ofBodies },
  { ...exceptionCase('unknown-path', 404, PAGE_NOT_FOUND, PATHS), of: ofNoOperation },
  {
    ...{ id: 'wrong-method', status: 405, docs: PATHS, ...AS_YII, of: ofNoOperation },
    text: '«В случае ошибки возвращается код ответа, отличный от 200»',
  },
]

export function caseOf(fault: HttpFault, { operation, method }: RefusedCall<Types>): string | null {
  const { kind } = fault
  switch (kind) {
    case 'unknown-path':
    case 'too-large':
      return kind
    case 'wrong-method':
      return method === 'OPTIONS' ? null : kind
    case 'malformed':
    case 'unsupported-type':
      return operation ? bodyCaseOf(fault) : 'unknown-path'
    default:
      return null
  }
}

// ——— Of several operations ———

const TYPES_TABLE = `${PAGE}: Таблица 2 - Допустимые типы клиентов`

/** «Набор дополнительных атрибутов может разниться» */
export const TYPE_CASES: readonly DocumentedCase[] = [
  {
    ...{ id: 'company', status: 200, docs: TYPES_TABLE },
    text: '«клиент является юр. лицом и имеет дополнительные атрибуты: company_address, bank_details»',
  },
  {
    ...{ id: 'person', status: 200, docs: TYPES_TABLE },
    text: '«клиент является физ. лицом и имеет дополнительные атрибуты: person_details»',
  },
]

export const typeCase = (type: ClientType): string => (type === 1 ? 'company' : 'person')

export const unknownId = (docs: string): DocumentedCase => exceptionCase('unknown-id', 404, 'Object not found: …', docs)

const invalidCase = (id: string, text: string): DocumentedCase => ({
  ...{ id, status: 422, text, docs: ATTRIBUTES, ...AS_YII },
})

/** What validation finds, on update too. */
export const VALIDATION_CASES: readonly DocumentedCase[] = [
  invalidCase('blank-name', 'Name cannot be blank.'),
  invalidCase('user-not-integer', 'User must be an integer.'),
  invalidCase('unknown-user', 'User is invalid.'),
  invalidCase('not-a-string', '… must be a string.'),
  exceptionCase('other-user', 403, OTHER_USER, ATTRIBUTES, { under: { userOverride: 'admins' } }),
]

export const NEW_TYPE_CASES: readonly DocumentedCase[] = [
  invalidCase('blank-type', 'Type cannot be blank.'),
  invalidCase('type-not-integer', 'Type must be an integer.'),
  invalidCase('unknown-type', 'Type is invalid.'),
]
