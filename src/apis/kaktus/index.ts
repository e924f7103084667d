import { defineApi, schema } from '../../api.ts'
import { ACCOUNT, authenticate, login, memory } from './auth.ts'
import { caseOf, cases } from './cases.ts'
import { list, remove } from './counteragents.ts'
import { refuse } from './errors.ts'
import { readings } from './readings.ts'
import { collections } from './records.ts'
import { save } from './save.ts'
import type { Types } from './types.ts'

/** «Кактус Lite», order fulfilment: counteragents. */
export const kaktus = defineApi<Types>({
  name: 'kaktus',
  title: '«Кактус Lite»: контрагенты',
  docs: 'kaktus.txt',
  basePath: '/api/lite',
  operations: [list, save, remove, login],
  collections,
  memory,
  readings,
  credentials: {
    login: [{ in: 'body', name: 'login' }],
    password: [{ in: 'body', name: 'password' }],
    token: [{ in: 'bearer' }],
  },
  account: ACCOUNT,
  authenticate(call) {
    if (call.reading('auth') === 'bearer' && call.operation?.id !== login.id) authenticate(call)
    return null
  },
  cases,
  caseOf,
  error: schema('kaktus/error.json'),
  refuse,
  generate: async (count, seed, _present, told) =>
    (await import('../../../fixtures/kaktus.ts')).records(count, seed, told),
})
