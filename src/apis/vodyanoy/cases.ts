import {
  bodyCaseOf,
  type CommonCase,
  type DocumentedCase,
  type Flaw,
  type HttpFault,
  ofBodies,
  ofNoOperation,
  type RefusedCall,
} from '../../api.ts'
import { BODY_TEXTS, isMissing, TEXTS, unauthorized } from './errors.ts'
import type { Types } from './types.ts'

const PAGE = 'vodyanoy.txt: Клиенты - работа со списками и записями'
const UNSHOWN = { basis: 'The page shows no such error: it is our guess.' }

/** «Если подходящего клиента нет, возвращается 404 и пустая запись.» */
const PASSWORD = 'vodyanoy.txt: Получить данные контрагента по паролю или контрольной сумме во внешнем приложении'

/** Nothing is found: said of passwords, and taken to hold of ids and phones. */
export const notFoundCase = (more: Partial<DocumentedCase> = {}): DocumentedCase => ({
  ...{ id: 'not-found', status: 404, docs: PASSWORD },
  text: '«Если подходящего клиента нет, возвращается 404 и пустая запись.»',
  ...more,
})

/** Bad input, which the page does not show: 400, and a text that names the parameter. */
export const badInput = (id: string, text: string, docs: string): DocumentedCase => ({
  ...{ id, status: 400, text, docs },
  basis: 'The page does not say what happens to bad input: it is our guess.',
})

const common = (id: string, status: number, text: string, of: CommonCase['of']): CommonCase => ({
  ...{ id, status, text, docs: PAGE, of },
  ...UNSHOWN,
})

/** What operations have in common. */
export const cases: readonly CommonCase[] = [
  {
    ...{ id: 'bad-token', status: 401, text: unauthorized().message, docs: PAGE },
    basis: 'The page shows no authorisation: it is our guess.',
    under: { auth: 'token' },
  },
  ...Object.entries(BODY_TEXTS).map(([id, text]) =>
    common(id, id.startsWith('unsupported') ? 415 : 400, text('…'), ofBodies),
  ),
  common('too-large', 413, TEXTS.tooLarge, ofBodies),
  common('bad-value', 400, '…: недопустимое значение …', ofBodies),
  {
    ...notFoundCase({ id: 'unknown-path', basis: 'The page says it of an unknown password alone.' }),
    of: ofNoOperation,
  },
  common('malformed-path', 400, TEXTS.malformedPath, ofNoOperation),
  common('wrong-method', 405, 'Метод не поддерживается; допустимы: …', ofNoOperation),
]

/** Of several faults, the first decides. */
export function caseOf(fault: HttpFault, { operation }: Pick<RefusedCall<Types>, 'operation'>) {
  const { kind, flaws } = fault
  const [flaw] = flaws
  switch (kind) {
    case 'malformed':
    case 'unsupported-type':
      return operation ? bodyCaseOf(fault) : 'malformed-path'
    case 'unknown-path':
    case 'wrong-method':
    case 'too-large':
      return kind
    case 'invalid': {
      const own = flaw && nameOf(flaw)
      return own && operation?.cases?.some(({ id }) => id === own) ? own : 'bad-value'
    }
    default:
      return null
  }
}

/** `missing-tel`, `bad-limit` */
function nameOf(flaw: Flaw): string {
  return `${isMissing(flaw) ? 'missing' : 'bad'}-${flaw.at.split('.').at(-1)!}`
}
