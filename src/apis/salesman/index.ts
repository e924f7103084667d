import { defineApi, schema } from '../../api.ts'
import { authenticate, KEY } from './account.ts'
import { add, addList } from './add.ts'
import { caseOf, cases } from './cases.ts'
import { collections } from './collections.ts'
import { remove } from './delete.ts'
import { refuse } from './errors.ts'
import { fields } from './form.ts'
import { info } from './info.ts'
import { list } from './list.ts'
import { unanswered } from './other-methods.ts'
import { readInput } from './parameters.ts'
import { readings } from './readings.ts'
import { encodePhp } from './shipped/json.ts'
import { dispatch } from './shipped/transport.ts'
import type { Types } from './types.ts'
import { update } from './update.ts'

const operations = [fields, list, info, add, addList, update, remove]

/** The vendor's server looks at what it is given itself. */
const unchecked = operations.map(operation => ({ ...operation, query: undefined, body: undefined }))

/** SalesMan CRM, API 3.0: method `client`. */
export const salesman = defineApi<Types>({
  name: 'salesman',
  title: 'SalesMan CRM: клиенты',
  docs: 'salesman.txt',
  basePath: '/developer/v3',
  parameters: 'php',
  operations,
  collections,
  readings,
  credentials: {
    apikey: [
      { in: 'header', name: 'apikey' },
      { in: 'body', name: 'apikey' },
      { in: 'query', name: 'apikey' },
    ],
    login: [
      { in: 'header', name: 'login' },
      { in: 'body', name: 'login' },
      { in: 'query', name: 'login' },
    ],
  },
  account: { apikey: KEY, login: 'vladislav@isaler.ru' },
  authenticateAt: 'first',
  authenticate,
  dispatch: call => (call.reading('transport') === 'shipped' ? dispatch(call, unchecked) : undefined),
  unanswered,
  readInput,
  bodyTypes: ['application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'],
  bodyInQuery: true,
  cases,
  caseOf,
  error: schema('salesman/error.json'),
  refuse,
  encode: (body, { reading }) => (reading('json') === 'shipped' ? encodePhp(body) : JSON.stringify(body)),
  headers: { 'access-control-allow-origin': '*' },
  generate: async (count, seed, present, told) =>
    (await import('../../../fixtures/salesman.ts')).records(count, seed, present, told),
})
