import { type DocumentedCase, formatStamp, HttpFault, type Reply, schema, type Work } from '../../api.ts'
import { createdAt } from './created-at.ts'
import { documentedTwin, sharedFields } from './duplicates.ts'
import { documented, duplicate, faultBody, missingRecords, missingTitle, SalesmanError, wrongType } from './errors.ts'
import { phonesIn } from './keys.ts'
import { isAbsent, parametersOf, readText } from './parameters.ts'
import type { Client } from './records.ts'
import { shippedRecords, shippedTwin } from './shipped/add.ts'
import { type Fields, isBlank, isFields } from './shipped/php.ts'
import { PhpFatal, stepsWithPhpFatal, withPhpFatal } from './shipped/php-fatal.ts'
import { shippedClient } from './shipped/values.ts'
import { type Call, operation, type View } from './types.ts'
import { documentedValues, ownerOf, requiredTitle, requisitesOf, WRITABLE } from './values.ts'

const TWINS = { documented: documentedTwin, shipped: shippedTwin }

function documentedClient(call: Call, params: Fields): Partial<Client> {
  requiredTitle(params)
  const values = documentedValues(call, params)
  const hasDigitsAlone = call.reading('telephony') === 'on' && typeof values.phone === 'string'
  return {
    ...values,
    ...(hasDigitsAlone && { phone: phonesIn(values.phone!).join(',') || null }),
    ...{ iduser: ownerOf(call, params), creator: call.caller.iduser, recv: requisitesOf(call, params) ?? null },
    date_create: createdAt(call, params),
  }
}

function cleanedClient(call: Call, params: Fields): Partial<Client> {
  if (isBlank(params.title)) throw missingTitle()
  return { ...shippedClient(call, params), date_create: createdAt(call, params) }
}

const CLIENTS = { documented: documentedClient, shipped: cleanedClient }

/** Adds a client, and a row to its history. */
function added(call: Call, params: Fields): View {
  const { store, caller } = call
  const twin = TWINS[call.reading('matching')](call, params)
  if (twin)
    throw duplicate(twin.clid, twin.title || '--не найден--').about('clients', twin.clid, sharedFields(twin, params))
  const { clid } = store.clients.insert(CLIENTS[call.reading('cleaning')](call, params))
  store.history.insert({
    ...{ clid, des: 'Добавлен клиент', tip: 'СобытиеCRM', iduser: caller.iduser },
    datum: formatStamp(call.now, call.zone),
  })
  return { result: 'Успешно', data: clid }
}

const ERRORS = 'salesman.txt: Запрос “add”: Возможные ответы в случае ошибок'
const CASES = [documented(missingTitle(), ERRORS), documented(duplicate(0, ''), ERRORS)]

export const add = operation('POST,GET /client/add', {
  id: 'client.add',
  summary: 'Добавить клиента',
  docs: 'salesman.txt: Запрос “add”',
  body: schema<Fields>('salesman/client.add.json'),
  replies: { 200: schema('salesman/client.add.reply.json') },
  cases: CASES,
  handle: call =>
    withPhpFatal(call, () => {
      const params = parametersOf(call)
      if (!params) throw new PhpFatal('add gets no parameters at all', 'Send a JSON object.')
      return { status: 200, body: added(call, params) }
    }),
})

const LIST = 'salesman.txt: Запрос “add.list”'

/** «параметры для каждой добавляемой записи передаются в массиве client» */
function documentedRecords(call: Call, params: Fields): Iterable<unknown> {
  const { client } = params
  const user = readText(params, 'user')
  if (client === undefined || client === null || client === '') throw missingRecords()
  if (!Array.isArray(client)) throw wrongType('client')
  return client.map((record, i) => {
    if (!isFields(record)) return record
    for (const name of Object.keys(record)) {
      if (KNOWN.has(name)) continue
      call.violate({ rule: 'undocumented', at: `client.${i}.${name}`, value: record[name], docs: LIST })
    }
    return user !== undefined && isAbsent(record.user) && isAbsent(record.iduser) ? { ...record, user } : record
  })
}

/** Records of one request: each takes a hundred bytes of the answer, which is made at once. */
const MOST_RECORDS = 50_000

/** @throws {HttpFault} `too-large` where there are very many records */
function refuseVeryMany(params: unknown): void {
  const client = isFields(params) ? params.client : null
  const given = client !== null && typeof client === 'object' ? Object.keys(client).length : 0
  if (given > MOST_RECORDS)
    throw new HttpFault('too-large', `client must have at most ${MOST_RECORDS} records, not ${given}`)
}

const LIST_ERRORS = 'salesman.txt: Запрос “add.list”: Возможные ответы в случае ошибок'
const OF_RECORDS = 'record-'

/** A record that fails gets its error in its place: the answer as a whole is 200. */
const ofRecord = (refusal: SalesmanError, more: Partial<DocumentedCase> = {}): DocumentedCase =>
  documented(refusal, LIST_ERRORS, { id: OF_RECORDS + refusal.case, status: 200, ...more })

const KNOWN = new Set([...WRITABLE, 'user', 'date_create'])

const RECORDS = { documented: documentedRecords, shipped: shippedRecords }

export const addList = operation('POST,GET /client/add.list', {
  id: 'client.add.list',
  summary: 'Добавить несколько клиентов',
  docs: LIST,
  body: schema<Fields>('salesman/client.add.list.json'),
  // Before each is looked at.
  check({ body }) {
    refuseVeryMany(body)
    return []
  },
  replies: { 200: schema('salesman/client.add.list.reply.json') },
  cases: [
    documented(missingRecords(), LIST_ERRORS),
    ofRecord(missingTitle()),
    ofRecord(duplicate(0, '')),
    ofRecord(wrongType('…'), { basis: 'The page lists no such error.' }),
  ],
  handle: call => stepsWithPhpFatal(call, addingEach(call)),
})

/** A step is one record: each stands alone. */
function* addingEach(call: Call & { readonly query: Fields; readonly body: unknown }): Work<Reply> {
  const params = parametersOf(call) ?? {}
  refuseVeryMany(params)
  const records = RECORDS[call.reading('addList')](call, params)
  const answers: View[] = []
  let refused: SalesmanError | undefined
  for (const record of records) {
    const answer = alone(call, record, answers.length)
    answers.push(answer instanceof SalesmanError ? faultBody(answer, call) : answer)
    if (answer instanceof SalesmanError) refused ??= answer
    yield
  }
  return { status: 200, body: answers, ...(refused && { case: OF_RECORDS + refused.case }) }
}

/** «Ответ приходит для каждой добавляемой записи отдельно»: one that fails writes nothing, the others stay. */
function alone(call: Call, record: unknown, i: number): View | SalesmanError {
  try {
    if (!isFields(record)) throw wrongType(`client.${i}`)
    return call.attempt(() => added(call, record))
  } catch (error) {
    if (error instanceof SalesmanError) return error
    throw error
  }
}
