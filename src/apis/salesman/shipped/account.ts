import { type Call as AnyCall, withoutSuffix } from '../../../api.ts'
import { unknownUser, wrongKey } from '../errors.ts'
import type { User } from '../records.ts'
import type { Call, Types } from '../types.ts'
import { collated, sameText } from './collation.ts'
import { literal } from './database.ts'
import { type Fields, isTrue, quoted } from './php.ts'
import { headerNamed, isExactlyJson, phpParameters } from './transport.ts'

/** Who calls: key and login as the database compares them. A user without a title may not. */
export function identify(call: AnyCall<Types>, key: string): Readonly<User> {
  const { apikey, login } = credentialsOf(call)
  if (!sameText(literal(apikey, 'apikey'), key)) throw wrongKey()
  const user = call.store.users.inOrder('collated', collated(literal(login, 'login')))[0]
  if (!user || !isTrue(user.title)) throw unknownUser()
  return user
}

/** Headers of a JSON request; without a key there, both come from the parameters. */
function credentialsOf({ received }: AnyCall<Types>): { apikey: string; login: string } {
  const header = (name: string, other: string) => headerNamed(received, name) ?? headerNamed(received, other)
  const apikey = isExactlyJson(received) ? header('apikey', 'Apikey') : undefined
  if (apikey !== undefined)
    return { apikey: withoutSuffix(apikey), login: withoutSuffix(header('login', 'Login') ?? '') }
  const params: Fields = phpParameters({ received }) ?? {}
  return { apikey: withoutSuffix(quoted(params.apikey)), login: withoutSuffix(quoted(params.login)) }
}

/** Positions that see everybody's clients. */
const SEE_ALL = new Set(['Руководитель организации', 'Поддержка продаж', 'Руководитель с доступом', 'Администратор'])

const positionOf = ({ tip, role }: User): string =>
  tip ?? (role === 'admin' ? 'Руководитель организации' : 'Менеджер продаж')

/** The users whose clients the caller may see: those that exist. */
export function people({ caller, store }: Pick<Call, 'caller' | 'store'>): readonly number[] {
  const position = positionOf(caller)
  const below = (of: readonly number[]) => of.flatMap(mid => store.users.by('mid', mid).map(({ iduser }) => iduser))
  if (caller.role === 'admin' || SEE_ALL.has(position)) return store.users.all().map(({ iduser }) => iduser)
  if (position === 'Руководитель отдела') return [caller.iduser, ...below([caller.iduser])]
  if (position !== 'Руководитель подразделения') return [caller.iduser]
  const first = below([caller.iduser])
  return [caller.iduser, ...first, ...below(first)]
}
