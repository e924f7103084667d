import { type Row, rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'blank' })
const KEY = 'auth_key=sandbox-key'

/** A company with one deal, two offers, three invoices and four contracts, and a person with nothing. */
function two(readings: Record<string, string> = {}): void {
  server.readings(readings)
  server.put('webcanape', 'clients', {
    ...{ id: 801, user_id: 13, name: 'ООО «Двор»', type: 1, phone: '8 800', created_at: '2022-02-03T04:05:06+03:00' },
    ...{ company_address: 'Псков', bank_details: 'р/с 1', updated_at: '2022-02-03T04:05:07+03:00' },
  })
  server.put('webcanape', 'clients', { id: 802, user_id: 12, name: 'Зоя', type: 2, person_details: 'паспорт 1' })
  for (const [i, collection] of ['deals', 'offers', 'invoices', 'contracts'].entries())
    for (let n = 0; n <= i; n++) server.put('webcanape', collection, { client_id: 801 })
}
const ZOYA =
  '{"response":{"id":802,"user":12,"name":"Зоя","type":2,"email":null,"phone":null,"real_address":null,"description":null,"created_at":null,"updated_at":null,"person_details":"паспорт 1"}}'
const USER = '{"id":13,"username":"Petrov","fname":"P. P.","lname":"Petrov","email":"petrov@owncomp.com"}'

function viewRow(docs: string, says: string, at: string, text: string, violations = 0, readings = {}): Row {
  return {
    ...{ docs, says, given: () => two(readings) },
    send: { path: `/rest/client/${at.includes('?') ? at : `${at}?`}&${KEY}` },
    gets: {
      ...{ status: 200, text },
      headers: { 'x-mock-violations': violations === 0 ? undefined : String(violations) },
    },
  }
}

rows(server, [
  viewRow(
    'W3',
    'a company comes with address and bank',
    '801',
    '{"response":{"id":801,"user":13,"name":"ООО «Двор»","type":1,"email":null,"phone":"8 800","real_address":null,"description":null,"created_at":"2022-02-03 04:05:06","updated_at":"2022-02-03 04:05:07","company_address":"Псков","bank_details":"р/с 1"}}',
  ),
  viewRow('W3', 'a person comes with details', '802', ZOYA),
  viewRow('W3', 'zeros before an id do not count', '00802?fields=id', '{"response":{"id":802}}'),
  viewRow('view=object', 'one client is in response', '802?fields=name', '{"response":{"name":"Зоя"}}', 0, {
    'webcanape.view': 'object',
  }),
  viewRow(
    'view=items',
    'one client is a list of one',
    '802?fields=name',
    '{"response":{"items":[{"name":"Зоя"}]}}',
    0,
    {
      'webcanape.view': 'items',
    },
  ),
  viewRow('view=bare', 'one client is in nothing', '802?fields=name', '{"name":"Зоя"}', 0, {
    'webcanape.view': 'bare',
  }),

  viewRow(
    'W6',
    'fields come in the order of the tuple',
    '801?fields=phone,id',
    '{"response":{"id":801,"phone":"8 800"}}',
  ),
  viewRow('W6', 'own attributes may be picked', '801?fields=bank_details', '{"response":{"bank_details":"р/с 1"}}'),
  viewRow('W6', 'those of the other type are unknown', '802?fields=id,bank_details', '{"response":{"id":802}}', 1),
  viewRow('W6', 'unknown ones are passed over', '801?fields=id,colour,NAME', '{"response":{"id":801}}', 2),
  viewRow('W6', 'none known gives an empty array', '801?fields=colour', '{"response":[]}', 1),
  viewRow(
    'W6',
    'blanks are trimmed beside commas only',
    '801?fields=id%20,%20type',
    '{"response":{"id":801,"type":1}}',
  ),
  viewRow('W6', 'and not at the ends', '801?fields=%20id,type', '{"response":{"type":1}}', 1),
  viewRow('W6', 'user is picked by that name', '801?fields=user', '{"response":{"user":13}}'),
  viewRow(
    'W6',
    'expand is added to what is picked',
    '801?fields=type&expand=user',
    `{"response":{"type":1,"user":${USER}}}`,
  ),
  viewRow(
    'W6',
    'with expand the id is user_id',
    '801?fields=user_id,type&expand=user',
    `{"response":{"user_id":13,"user":${USER},"type":1}}`,
  ),
  viewRow(
    'W6',
    'the user stands behind his id where everything is shown',
    '801?expand=user',
    `{"response":{"id":801,"user_id":13,"user":${USER},"name":"ООО «Двор»","type":1,"email":null,"phone":"8 800","real_address":null,"description":null,"created_at":"2022-02-03 04:05:06","updated_at":"2022-02-03 04:05:07","company_address":"Псков","bank_details":"р/с 1"}}`,
  ),
  viewRow('W6', 'an unknown expand is passed over', '801?fields=id&expand=deals,', '{"response":{"id":801}}', 1),
  viewRow('W6', 'an array of fields is not read', '802?fields[]=id&count_offers=0&expand[]=user', ZOYA, 2),

  viewRow(
    'W7',
    'counts come last, in the order of the example',
    '801?fields=bank_details&count_contracts=1&count_invoices=1&count_offers=1',
    '{"response":{"bank_details":"р/с 1","count_offers":2,"count_invoices":3,"count_contracts":4}}',
  ),
  viewRow(
    'W7',
    'a client without any has 0',
    '802?fields=id&count_invoices=1',
    '{"response":{"id":802,"count_invoices":0}}',
  ),
  viewRow(
    'W7',
    'count_deals is not in its table',
    '801?fields=id&count_deals=1',
    '{"response":{"id":801,"count_deals":1}}',
    1,
  ),
  viewRow('W7', '0 asks for none', '801?fields=id&count_offers=0', '{"response":{"id":801}}'),
  viewRow('W7', 'nor does what is neither 0 nor 1', '801?fields=id&count_offers=yes', '{"response":{"id":801}}', 1),
  viewRow(
    'W7',
    'expand may name a count',
    '801?fields=id&expand=count_offers',
    '{"response":{"id":801,"count_offers":2}}',
    1,
  ),
  {
    docs: 'W7',
    says: 'in the list counts come after updated_at, when they are asked for',
    given: () => two(),
    send: { path: `/rest/client?${KEY}&type=1&fields=updated_at&count_deals=1&count_contracts=1` },
    gets: {
      status: 200,
      text: '{"response":{"items":[{"updated_at":"2022-02-03 04:05:07","count_deals":1,"count_contracts":4}]}}',
    },
  },
  {
    docs: 'W6',
    says: 'each record of a list of which nothing is picked is an empty array',
    given: () => two(),
    send: { path: `/rest/client?${KEY}&fields=company_address` },
    gets: { status: 200, body: { response: { items: [[], []] } } },
  },
])
