import { type Call as AnyCall, HttpFault, type Received } from '../../api.ts'
import { unknownUser, wrongKey } from './errors.ts'
import type { User } from './records.ts'
import { identify } from './shipped/account.ts'
import { isFields } from './shipped/php.ts'
import { isExactlyJson } from './shipped/transport.ts'
import type { Call, Types } from './types.ts'

/** «apikey: t1xdeOwWSIqgDol70CkRdK3WD4N4cm» */
export const KEY = 't1xdeOwWSIqgDol70CkRdK3WD4N4cm'

/** Who calls. A wrong key comes before an unknown login. */
export function authenticate(call: AnyCall<Types>): Readonly<User> {
  noteCredentialsInBody(call)
  if (call.reading('auth') === 'shipped') return identify(call, KEY)
  if (call.credential('apikey') !== KEY) throw wrongKey()
  return userByLogin(call, call.credential('login')) ?? refused()
}

const NAMED = /"(?:apikey|login)"/

/** The vendor's general page has it that key and login inside JSON data are ignored: they are taken all the same. */
function noteCredentialsInBody({ received, reading, violate }: AnyCall<Types>): void {
  const isRead = reading('auth') === 'shipped' ? isExactlyJson(received) : /^$|json$/.test(received.mediaType)
  if (!isRead) return
  const body = jsonNaming(received)
  for (const name of ['apikey', 'login']) {
    if (!isFields(body) || !Object.hasOwn(body, name)) continue
    const docs = 'salesman.pro/api3: apikey and login are headers or parameters; inside JSON data they are ignored'
    violate({ rule: 'credentials-in-body', at: `body.${name}`, value: name, docs })
  }
}

/** A JSON body, where it may hold credentials. */
function jsonNaming(received: Received): unknown {
  try {
    return NAMED.test(received.text) ? received.json() : undefined
  } catch (error) {
    if (error instanceof HttpFault) return undefined
    throw error
  }
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
