import { type Call, defineApi, encodeDecimals, schema } from '../../api.ts'
import { byPhone } from './card.ts'
import { caseOf, cases } from './cases.ts'
import * as clients from './clients.ts'
import { refuse, unauthorized } from './errors.ts'
import { readings } from './readings.ts'
import { collections } from './records.ts'
import type { Types } from './types.ts'

const TOKEN = 'vodyanoy-token'

/** «Водяной», water-delivery ERP: REST clients. */
export const vodyanoy = defineApi<Types>({
  name: 'vodyanoy',
  title: '«Водяной»: клиенты',
  docs: 'vodyanoy.txt',
  basePath: '/api',
  scope: '/clients',
  operations: [clients.list, clients.get, clients.balance, byPhone, clients.byPassword, clients.create],
  collections,
  readings,
  credentials: {
    token: [{ in: 'query', name: 'token' }, { in: 'bearer' }],
  },
  account: { token: TOKEN },
  authenticate({ reading, credential }: Call<Types>) {
    if (reading('auth') === 'token' && credential('token') !== TOKEN) throw unauthorized()
    return null
  },
  cases,
  caseOf,
  error: schema('vodyanoy/error.json'),
  refuse,
  encode: encodeDecimals,
  generate: async (count, seed, _present, told) =>
    (await import('../../../fixtures/vodyanoy.ts')).records(count, seed, told),
})
