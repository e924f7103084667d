import { type Call, defineApi, encodeDecimals, schema } from '../../api.ts'
import * as addresses from './addresses.ts'
import { caseOf, cases } from './cases.ts'
import * as cities from './cities.ts'
import * as clients from './clients.ts'
import * as contacts from './contacts.ts'
import { NO_SID, refuse, unauthorized } from './errors.ts'
import { faults } from './faults.ts'
import * as guides from './guides.ts'
import { readInput } from './input.ts'
import { readings } from './readings.ts'
import { collections, counters } from './records.ts'
import * as streets from './streets.ts'
import type { Types } from './types.ts'

const SID = 'rkeeper-sid'

/** The vendor's general description, of which the page is a part. */
const GENERAL =
  'docs.rkeeper.ru: Описание API: «В заголовок каждого запроса (header) необходимо добавить ключ доступа sid.»'

/** r_keeper WebDelivery: CRM API. */
export const rkeeper = defineApi<Types>({
  name: 'rkeeper',
  title: 'r_keeper WebDelivery: CRM API',
  docs: 'rkeeper.txt',
  basePath: '/api/v1/crm',
  paths: { ignoreCase: true, collapseSlashes: true },
  operations: [
    ...[guides.typesContacts, guides.typesAddresses, guides.countries],
    ...[cities.list, cities.create, cities.update, cities.remove],
    guides.metroStations,
    ...[streets.list, streets.create, streets.update, streets.remove],
    ...[clients.get, clients.create, clients.update, clients.remove],
    ...[contacts.create, contacts.update, contacts.remove],
    ...[addresses.create, addresses.update, addresses.remove],
  ],
  collections,
  counters,
  readings,
  credentials: { sid: [{ in: 'header', name: 'sid' }] },
  account: { sid: SID },
  authenticateAt: 'first',
  authenticate({ reading, credential, violate }: Call<Types>) {
    const sid = credential('sid')
    if (reading('auth') === 'sid' && sid !== SID) throw unauthorized(reading('badSid'))
    if (!sid) violate({ rule: NO_SID, at: 'headers.sid', value: null, docs: GENERAL })
    return null
  },
  readInput,
  cases,
  caseOf,
  faults,
  error: schema('rkeeper/error.json'),
  refuse,
  encode: encodeDecimals,
  generate: async (count, seed, present, told) =>
    (await import('../../../fixtures/rkeeper.ts')).records(count, seed, present, told),
})
