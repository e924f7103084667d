import type { Call as AnyCall } from '../../api.ts'
import { unknownUser, wrongKey } from './errors.ts'
import type { User } from './records.ts'
import { identify } from './shipped/account.ts'
import type { Call, Types } from './types.ts'

/** «apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm» */
export const KEY = 't1xdeOwWSIqgDol70CkRdK3WD4N4cm'

/** Who calls. A wrong key comes before an unknown login. */
export function authenticate(call: AnyCall<Types>): Readonly<User> {
  if (call.reading('auth') === 'shipped') return identify(call, KEY)
  if (call.credential('apikey') !== KEY) throw wrongKey()
  return userByLogin(call, call.credential('login')) ?? refused()
}

const refused = (): never => {
  throw unknownUser()
}

export const userByLogin = ({ store }: Pick<Call, 'store'>, login = ''): Readonly<User> | undefined =>
  login === '' ? undefined : store.users.first('login', login)

/** Whose clients the caller may see; undefined: everybody's. */
export function ownersSeen({ caller }: Pick<Call, 'caller'>): readonly number[] | undefined {
  return caller.role === 'admin' ? undefined : [caller.iduser]
}
