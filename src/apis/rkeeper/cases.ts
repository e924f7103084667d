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
import { BODY_TEXTS, type Code, missing, subjectOf, TOO_LARGE, unauthorized, unknownId } from './errors.ts'
import type { Types } from './types.ts'

/** The page has no headings, and shows no error: it is cited by what it prints. */
const PAGE = 'rkeeper.txt: objectId=<идентификатор объекта>'
const UNSHOWN = { basis: 'The page shows no errors: the code is of the vendor’s list of codes.' }
const OUR_CODE = { basis: 'The vendor’s list of codes has none for it: DLW-0001 is our guess.' }
const BOTH_CODES = { basis: 'The page shows no errors: the vendor’s list of codes has DLW-0005 and DLW-0012 for it.' }
const OUR_PATH_CODE = {
  basis: 'The vendor’s list of codes calls DLW-0011 an internal error: that it is answered here is our guess.',
}

/** An error in the body: the HTTP status is 200. */
const refusal = (
  id: string,
  code: Code,
  text: string,
  docs: string,
  more: Partial<DocumentedCase> = UNSHOWN,
): DocumentedCase => ({ id, status: 200, code, text, docs, ...more })

/** The cases of parameters that must be there. */
export const missingCases = (docs: string, ...parameters: string[]): DocumentedCase[] =>
  parameters.map(parameter => refusal(`missing-${subjectOf(parameter)}`, 'DLW-0007', missing(parameter).message, docs))

/** The cases of parameters that must name a record. */
export const unknownCases = (docs: string, ...parameters: string[]): DocumentedCase[] =>
  parameters.map(parameter =>
    refusal(`unknown-${subjectOf(parameter)}`, 'DLW-0001', unknownId(parameter, '…').message, docs, OUR_CODE),
  )

/** A city of another country, a street or a station of another city. */
export const elsewhereCase = (docs: string): DocumentedCase =>
  refusal('elsewhere', 'DLW-0001', 'Параметр …: не найден id …', docs, OUR_CODE)

export const badBirthday = (docs: string): DocumentedCase =>
  refusal('bad-birthday', 'DLW-0001', 'Параметр birthday: ожидается дата YYYY-MM-DD', docs)

export const unsupported = (docs: string): DocumentedCase =>
  refusal('unsupported', 'DLW-0011', 'Метод не поддерживается; допустимы: …', docs, {
    ...OUR_PATH_CODE,
    under: { clientDelete: 'off' },
  })

/** «Не указан параметр sid в заголовке запроса или sid- неправильный»: said of two codes. */
function badSid(code: 'DLW-0005' | 'DLW-0012', under: DocumentedCase['under']): DocumentedCase {
  const { case: id, message } = unauthorized(code)
  return refusal(id!, code, message, PAGE, { ...BOTH_CODES, under: under! })
}

/** What operations have in common. */
export const cases: readonly CommonCase[] = [
  badSid('DLW-0005', { auth: 'sid' }),
  badSid('DLW-0012', { auth: 'sid', badSid: 'DLW-0012' }),
  ...missingCases(PAGE, 'objectId'),
  ...(
    [
      ...Object.entries(BODY_TEXTS).map(
        ([id, text]) => [id, text('…'), id === 'malformed' ? UNSHOWN : OUR_CODE] as const,
      ),
      ['too-large', TOO_LARGE, OUR_CODE],
      ['wrong-type', '…: ожидается …', UNSHOWN],
    ] as const
  ).map(([id, text, more]) => ({ ...refusal(id, 'DLW-0001', text, PAGE, more), of: ofBodies })),
  { ...refusal('unknown-path', 'DLW-0011', 'Неизвестный путь …', PAGE, OUR_PATH_CODE), of: ofNoOperation },
  {
    ...refusal('wrong-method', 'DLW-0011', 'Метод не поддерживается; допустимы: …', PAGE, OUR_PATH_CODE),
    of: ofNoOperation,
  },
]

/** Of several faults, the first decides. */
export function caseOf(fault: HttpFault, { operation }: Pick<RefusedCall<Types>, 'operation'>): string | null {
  const { kind, flaws } = fault
  const [flaw] = flaws
  switch (kind) {
    case 'wrong-method':
      return operation ? 'unsupported' : kind
    case 'malformed':
    case 'unsupported-type':
      return operation ? bodyCaseOf(fault) : 'unknown-path'
    case 'unknown-path':
    case 'too-large':
      return kind
    case 'invalid':
      return flaw ? flawCase(flaw) : null
    default:
      return null
  }
}

function flawCase({ at, rule }: Flaw): string {
  if (rule === 'required') return `missing-${subjectOf(at)}`
  return rule === 'format' ? 'bad-birthday' : 'wrong-type'
}
