import { bodyCaseOf, type CommonCase, type HttpFault, ofBodies, ofNoOperation, type RefusedCall } from '../../api.ts'
import { BODY_TEXTS, documented, TEXTS, unauthorized } from './errors.ts'
import type { Types } from './types.ts'

/** The page shows one error, and what every other looks like. */
const ERROR = 'kaktus.txt: Удаление контрагента: Ошибка'
const UNLISTED = { basis: 'The page shows no error of this kind: its text is our guess.' }

const common = (id: string, text: string, of: CommonCase['of']): CommonCase => ({
  ...documented(id, text, ERROR, UNLISTED),
  of,
})

/** What operations have in common. */
export const cases: readonly CommonCase[] = [
  {
    ...documented('unauthorized', unauthorized().message, ERROR, {
      basis: 'The page shows no authorisation: it is our guess.',
      under: { auth: 'bearer' },
    }),
    of: ({ id }) => id !== 'auth.login',
  },
  ...Object.entries(BODY_TEXTS).map(([id, text]) => common(id, text('…'), ofBodies)),
  common('too-large', TEXTS.tooLarge, ofBodies),
  common('bad-value', '…: недопустимое значение …', ofBodies),
  common('unknown-path', TEXTS.unknownPath, ofNoOperation),
  common('wrong-method', 'HTTP-метод не поддерживается; допустимы: …', ofNoOperation),
]

/** Of several faults, the first decides. */
export function caseOf(fault: HttpFault, { operation }: Pick<RefusedCall<Types>, 'operation'>): string | null {
  const { kind, flaws } = fault
  const [flaw] = flaws
  switch (kind) {
    case 'malformed':
    case 'unsupported-type':
      return bodyCaseOf(fault)
    case 'unknown-path':
    case 'wrong-method':
    case 'too-large':
      return kind
    case 'invalid': {
      const own = flaw && FLAWS.find(([rule, place]) => flaw.rule === rule && place.test(flaw.at))?.[2]
      return own && operation?.cases?.some(({ id }) => id === own) ? own : 'bad-value'
    }
    default:
      return null
  }
}

/** What each flaw of a place is called. */
const FLAWS: readonly (readonly [rule: string, place: RegExp, id: string])[] = [
  ['required', /^body\.(login|password)$/, 'missing-login'],
  ['required', /^query\.id$/, 'missing-id'],
  ['required', /^body\.type$/, 'missing-type'],
  ['required', /^body\.name$/, 'missing-name'],
  ['required', /^body\.organization$/, 'missing-organization'],
  ['required', /^body\.person$/, 'missing-person'],
  ['enum', /^body\.type$/, 'bad-type'],
  ['enum', /^body\.role$/, 'bad-role'],
  ['enum', /\.orgLegalType$/, 'bad-legal-type'],
  ['pattern', /^query\.(page|size)$/, 'bad-page'],
  ['known', /^body\./, 'unknown-id'],
  ['free', /^body\.extId$/, 'taken-ext-id'],
]
