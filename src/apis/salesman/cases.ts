import { type CommonCase, type HttpFault, ofNoOperation } from '../../api.ts'
import {
  documented,
  type ErrorText,
  MALFORMED,
  TOO_LARGE,
  UNSUPPORTED_TYPE,
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
  ofHttp('malformed', MALFORMED),
  ofHttp('unsupported-type', UNSUPPORTED_TYPE),
  ofHttp('too-large', TOO_LARGE),
  documented(wrongType('…'), PAGE, UNLISTED),
]

export function caseOf({ kind }: HttpFault): string | null {
  switch (kind) {
    case 'unknown-path':
    case 'wrong-method':
      return 'unknown-method'
    case 'malformed':
    case 'unsupported-type':
    case 'too-large':
      return kind
    case 'invalid':
      return 'wrong-type'
    default:
      return null
  }
}
