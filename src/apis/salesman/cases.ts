import { bodyCaseOf, type CommonCase, type HttpFault, ofNoOperation } from '../../api.ts'
import {
  BODY_FAULTS,
  documented,
  type ErrorText,
  TOO_LARGE,
  unknownAction,
  unknownUser,
  wrongKey,
  wrongType,
} from './errors.ts'

const PAGE = 'salesman.txt: Метод “client”'
const UNLISTED = { basis: 'The page lists no such error.' }

const ofHttp = (id: string, { code, text }: ErrorText): CommonCase => ({
  ...{ id, status: code, code, text, docs: PAGE, ...UNLISTED },
})

/** What every operation may answer. */
export const cases: readonly CommonCase[] = [
  documented(wrongKey(), PAGE, UNLISTED),
  documented(unknownUser(), PAGE, UNLISTED),
  { ...documented(unknownAction(), PAGE, UNLISTED), of: ofNoOperation },
  ...Object.entries(BODY_FAULTS).map(([id, fault]) => ofHttp(id, fault('…'))),
  ofHttp('too-large', TOO_LARGE),
  documented(wrongType('…'), PAGE, UNLISTED),
]

export function caseOf(fault: HttpFault): string | null {
  switch (fault.kind) {
    case 'unknown-path':
    case 'wrong-method':
      return 'unknown-method'
    case 'malformed':
    case 'unsupported-type':
      return bodyCaseOf(fault)
    case 'too-large':
      return 'too-large'
    case 'invalid':
      return 'wrong-type'
    default:
      return null
  }
}
