import { expect, test } from 'vitest'
import { type Api, type ApiTypes, collection, defineApi, defineReadings, operations, schema } from '../../src/api.ts'
import { type Running, run } from '../../src/server.ts'
import { send } from '../support/server.ts'

// What a developer gets wrong in an API of their own, and the sentence that tells it: at the definition, at start, or
// where only a handler's code names it, at its first use. Each says API, place, and what to do.

type Fields = Record<string, unknown>

const operation = operations<ApiTypes>()
const order = {
  type: 'object',
  properties: { id: { type: 'integer' }, title: { type: 'string' }, client: { type: ['integer', 'null'] } },
  required: ['id', 'title'],
  additionalProperties: false,
}
const rest = {
  id: 'get',
  summary: 'One order',
  docs: 'Orders: one',
  replies: { 200: schema(order) },
  handle: () => ({ status: 200, body: { id: 1, title: 'a' } }),
}
const orders = {
  key: 'id',
  keyType: 'integer' as const,
  newKey: 1,
  schema: schema(order),
  references: { client: { to: 'clients', onDelete: 'unbind' as const } },
}
const sound = {
  name: 'orders',
  title: 'Orders',
  docs: 'Orders',
  basePath: '/orders/v1',
  operations: [operation('GET /orders/:id', rest)],
  collections: {
    orders: collection(orders as never),
    clients: collection({ key: 'id', keyType: 'integer', newKey: 1 }),
  },
  counters: { numbers: 1 },
  readings: defineReadings({ gone: { about: 'What of a gone one?', options: { 404: 'a', 410: 'b' }, default: '404' } }),
  credentials: { key: [{ in: 'header', name: 'x-key' }] },
  account: { key: 'k' },
  authenticate: () => null,
  error: schema({ type: 'object' }),
  refuse: (error: Error) => ({ status: 400, body: { no: error.message } }),
}

const define = (change: Fields = {}): Api => defineApi({ ...sound, ...change } as never)
/** With one operation otherwise. */
const one = (change: Fields, route = 'GET /orders/:id'): Fields => ({
  operations: [operation(route, { ...rest, ...change } as never)],
})
/** With orders kept otherwise. */
const kept = (change: Fields): Fields => ({
  collections: { ...sound.collections, orders: collection({ ...orders, ...change } as never) },
})
const two = (first: string, second: string): Fields => ({
  operations: [operation(first, rest), operation(second, { ...rest, id: 'other' })],
})
const place = (...places: unknown[]): Fields => ({ credentials: { key: places } })
const reading = (change: Fields): Fields => ({ readings: { gone: { ...sound.readings.gone, ...change } } })
const cased = (change: Fields): Fields =>
  one({ cases: [{ id: 'none', status: 404, text: 'No', docs: 'Orders: no', ...change }] })

test('the API of which each row gets one thing wrong is served', async () => {
  await using server = await started(define())
  expect(await send(server.url, { path: '/orders/v1/orders/1' })).toMatchObject({ status: 200 })
})

test.each<[mistake: string, change: Fields, sentence: string]>([
  [
    'a name with a capital',
    { name: 'Orders' },
    'its name must be lower-case letters, digits and hyphens, a letter first. Rename it',
  ],
  ['no title', { title: undefined }, 'the API has no "title", which must be a non-empty string. Add it'],
  [
    'a member that is misspelt',
    { refuze: () => null },
    'the API has "refuze", which is not allowed there. Did you mean “refuse”?',
  ],
  ['a refuse that is no function', { refuse: 'no' }, '"refuse" of the API must be a function, not "no". Correct it'],
  [
    'no schema of its errors',
    { error: undefined },
    'the API has no "error", which must be a schema: write schema({ … }). Add it',
  ],
  [
    'an error that is a bare schema',
    { error: { type: 'object' } },
    '"error" of the API must be a schema: write schema({ … }), not {"type":"object"}. Correct it',
  ],
  [
    'a base path without a slash',
    { basePath: 'orders' },
    'base path "orders" must begin with a slash and not end with one. Write it as "/shop/v1", or "/"',
  ],
  [
    'a base path that ends with one',
    { basePath: '/orders/' },
    'base path "/orders/" must begin with a slash and not end with one. Write it as "/shop/v1", or "/"',
  ],
  [
    'the base path of the admin',
    { basePath: '/__admin/orders' },
    'base path "/__admin/orders" is the server\'s own: /__admin and /~NAME are. Choose another',
  ],
  [
    'a base path like a sandbox',
    { basePath: '/~orders' },
    'base path "/~orders" is the server\'s own: /__admin and /~NAME are. Choose another',
  ],
  [
    'credentials checked at no moment',
    { authenticateAt: 'last' },
    '“authenticateAt” must be "first" or "after-path" or "after-method", not "last". Correct it',
  ],
  [
    'parameters read by a stranger',
    { parameters: 'phq' },
    '“parameters” must be "php" or "plain", not "phq". Did you mean “php”? Correct it',
  ],
  [
    'a route without a verb',
    one({}, '/orders'),
    'operation get: its route "/orders" must be a method, a space and a path that begins with a slash. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a verb that HTTP has not',
    one({}, 'GTE /orders'),
    'operation get: its route "GTE /orders" has "GTE", which is not an HTTP method. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'verbs by another sign',
    one({}, 'GET|POST /orders'),
    'operation get: its route "GET|POST /orders" has "GET|POST", which is not an HTTP method. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a parameter without a name',
    one({}, 'GET /orders/:'),
    'operation get: its route "GET /orders/:" has a colon without a name after it: a parameter is :name, of letters, digits and _. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a parameter twice',
    one({}, 'GET /orders/:id/of/:id'),
    'operation get: its route "GET /orders/:id/of/:id" has the parameter "id" twice. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a parameter in braces',
    one({}, 'GET /orders/{id}'),
    'operation get: its route "GET /orders/{id}" has "{" in the wrong place: the rest of a path is {*rest}, after its last slash. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a star alone',
    one({}, 'GET /files/*'),
    'operation get: its route "GET /files/*" has "*" in the wrong place: the rest of a path is {*rest}, after its last slash. Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'a flag with a value',
    one({}, 'GET /orders?a=1'),
    'operation get: its route "GET /orders?a=1" must have the name of one query parameter after its question mark, not "a=1". Write it as "GET,POST /orders/:id?draft"',
  ],
  [
    'one operation twice',
    { operations: [operation('GET /a', rest), operation('GET /b', rest)] },
    'operation get is declared twice. Give each an id of its own',
  ],
  [
    'two operations on one route',
    two('GET /orders', 'GET,POST /orders'),
    'operations get and other both answer GET /orders. Leave one out, or tell them apart',
  ],
  [
    'two that only the names of parameters tell apart',
    two('GET /orders/:id', 'GET /orders/:key'),
    'operations get and other both answer GET /orders/:key. Leave one out, or tell them apart',
  ],
  [
    'an operation that nobody declared',
    { operations: [rest] },
    "operation get has no route. Declare it by operation('GET /path', { … })",
  ],
  ['no handler', one({ handle: undefined }), 'operation get has no "handle", which must be a function. Add it'],
  [
    'a handler that is misspelt',
    one({ handel: rest.handle }),
    'operation get has "handel", which is not allowed there. Did you mean “handle”?',
  ],
  [
    'no passage of the documentation',
    one({ docs: undefined }),
    'operation get has no "docs", which must be a non-empty string. Add it',
  ],
  ['no replies', one({ replies: {} }), 'operation get has no reply. Add the status that it succeeds with, such as 200'],
  [
    'a reply of no status',
    one({ replies: { ok: null } }),
    'operation get replies with status "ok", which must be from 200 to 599. Correct it',
  ],
  [
    'a reply without a schema',
    one({ replies: { 200: undefined } }),
    'the reply 200 of operation get must be a schema, or null for an empty body, not undefined. Write schema({ … })',
  ],
  [
    'a pattern for no parameter',
    one({ params: { number: /^\d+$/ } }),
    'operation get has a pattern for "number", which is not a parameter of any path. Leave it out',
  ],
  [
    'a pattern that is a text',
    one({ params: { id: '[0-9]' } }),
    'operation get: the pattern of "id" must be a regular expression, not "[0-9]". Correct it',
  ],
  [
    'a case twice',
    one({ cases: ['a', 'b'].map(text => ({ id: 'none', status: 404, text, docs: 'Orders' })) }),
    'case none of get is declared twice. Give each an id of its own',
  ],
  [
    'a case under no reading',
    cased({ under: { gon: '410' } }),
    'case none of get is under gon=410, which is not an option of a reading. Correct it',
  ],
  [
    'a case of no status',
    cased({ status: 44 }),
    'case none of get has the status 44, which must be from 200 to 599. Correct it',
  ],
  [
    'a default that is no option',
    reading({ default: '405' }),
    'reading gone has no option 405. Did you mean “404”? Choose from 404, 410',
  ],
  [
    'a profile that is no option',
    reading({ profiles: { old: 'none' } }),
    'reading gone has no option none. Choose from 404, 410',
  ],
  [
    'keys of no type',
    kept({ keyType: 'number' }),
    '“keyType” of collection orders must be "integer" or "string", not "number". Correct it',
  ],
  [
    'integer keys that are UUIDs',
    kept({ newKey: 'uuid' }),
    '“newKey” of collection orders is "uuid", but its keys are integers. Make “keyType” "string", or give a number',
  ],
  [
    'a first key that is not a number',
    kept({ newKey: '1' }),
    '“newKey” of collection orders must be the number of its first new key, or "uuid", not "1". Correct it',
  ],
  [
    'an index that is no function',
    kept({ indexes: { title: 'title' } }),
    'index title of collection orders must be a function that gives the values of a record, not "title". Correct it',
  ],
  [
    'a reference to no collection',
    kept({ references: { client: { to: 'client', onDelete: 'unbind' } } }),
    'orders.client refers to client, which is not a collection of this API. Did you mean “clients”? Choose from orders, clients',
  ],
  [
    'a reference whose end is not said',
    kept({ references: { client: { to: 'clients' } } }),
    '“onDelete” of orders.client must be "refuse" or "cascade" or "unbind" or "keep", not null. Correct it',
  ],
  [
    'a counter that begins nowhere',
    { counters: { numbers: 'one' } },
    'counter numbers must begin with a whole number, not "one". Correct it',
  ],
  [
    'a counter beside a collection’s',
    { counters: { orders: 1 } },
    'counter orders has the name of a collection, which has a counter of its own. Leave it out',
  ],
  [
    'a credential at no place',
    place({ in: 'heder', name: 'x-key' }),
    'a place of credential key must be "header" or "query" or "body" or "bearer" or "path" or "cookie", not "heder". Did you mean “header”? Correct it',
  ],
  [
    'a credential under no name',
    place({ in: 'header' }),
    'credential key is in the header without a name. Add its “name”',
  ],
  [
    'a credential at a parameter that no path has',
    place({ in: 'path', name: 'secret' }),
    'credential key is in the path under "secret", which is not a parameter of any route. Add it to a route',
  ],
  [
    'an operation below no base path',
    one({ base: '/oauth2' }),
    '“base” of operation get is "/oauth2", which is not a base path of the API. Choose from /orders/v1',
  ],
  [
    'an alias without a verb',
    { operations: [operation(['GET /a', '/b'], rest)] },
    'operation get: its route "/b" must be a method, a space and a path that begins with a slash',
  ],
  [
    'a limit of no time',
    { limit: { requests: 7, per: 'second' } },
    '“per” in “limit” of the API must be a time such as "1s" or "500ms", not "second". Correct it',
  ],
  [
    'a limit that lets nothing pass',
    one({ limit: { requests: 0, per: '1s' } }),
    '“limit” of operation get must let 1 request or more pass, not 0. Correct it',
  ],
  [
    'an id with a slash',
    one({ id: 'orders/get' }),
    'operation orders/get must have an id of letters, digits, dots, hyphens and _. Rename it',
  ],
  [
    'a collection with a dot',
    { collections: { 'a.b': sound.collections.clients } },
    'a collection has the name "a.b", which must consist of letters, digits, hyphens and _. Rename it',
  ],
  [
    'a header with a line break',
    { headers: { 'x-a': 'a\nb' } },
    'its header "x-a" must be a name and a string that HTTP allows, not "a\\nb". Correct it',
  ],
  ['a key that is a number', { account: { key: 7 } }, '“account” has 7 for key, which must be a string. Correct it'],
  [
    'a credential nowhere',
    place(),
    "credential key must have a list of places such as [{ in: 'header', name: 'x-key' }], not []. Correct it",
  ],
  [
    'an account with another credential',
    { account: { kye: 'k' } },
    '“account” has "kye", which is not one of its credentials. Did you mean “key”? Declare it in “credentials”',
  ],
])('told when it is defined: %s', (_, change, sentence) => {
  const name = JSON.stringify(change.name ?? 'orders')
  const thrown = failure(() => define(change))
  expect(thrown).toMatch(/^Cannot define API/)
  // What “Choose from …” lists is not repeated here.
  expect(thrown.startsWith(`Cannot define API ${name}: ${sentence}`) ? sentence : thrown).toBe(sentence)
})

test.each<[mistake: string, change: Fields, sentence: string]>([
  [
    'a built-in’s name',
    { name: 'salesman' },
    'a built-in API has this name. Rename yours, or give it replaces: "salesman" to serve it in that one\'s place',
  ],
  [
    'a built-in’s base path',
    { basePath: '/rest' },
    'base path "/rest" is taken by the built-in API webcanape. Choose another, give it replaces: \'webcanape\', or leave webcanape out of “api”',
  ],
  [
    'an operation below a built-in’s base path',
    { basePath: '/', ...one({}, 'GET /rest/orders') },
    "the path /rest/orders of operation get is taken by the built-in API webcanape. Choose another, give it replaces: 'webcanape', or leave webcanape out of “api”",
  ],
  [
    'to replace what is not there',
    { replaces: 'webcanap' },
    'it replaces "webcanap", which is not a built-in API. Did you mean “webcanape”? Choose from vodyanoy, kaktus, salesman, webcanape, rkeeper',
  ],
  [
    'a schema of a type that is none',
    one({ body: schema({ type: 'object', properties: { title: { type: 'strng' } } }) }),
    '“body” of operation get is not a JSON Schema: properties.title.type must be array, boolean, integer, null, number, object or string, not "strng". Correct it',
  ],
  [
    'a keyword that is none',
    one({ body: schema({ type: 'object', requird: ['a'] }) }),
    '“body” of operation get is not a JSON Schema: requird is not a keyword of JSON Schema. Did you mean “required”? Correct it',
  ],
  [
    'a reference to nothing within a schema',
    one({ query: schema({ properties: { a: { $ref: '#/$defs/a' } } }) }),
    '“query” of operation get is not a JSON Schema: it refers to "#/$defs/a", which is not there. Correct it',
  ],
  [
    'a pattern that is none',
    one({ replies: { 200: schema({ properties: { a: { pattern: '(' } } }) } }),
    'the reply 200 of operation get is not a JSON Schema: its pattern "(" must be a regular expression. Correct it',
  ],
  [
    'a format that is none',
    { error: schema({ properties: { a: { type: 'string', format: 'emial' } } }) },
    'the schema “error” is not a JSON Schema: properties.a has the format "emial", which is not known. Correct it',
  ],
  [
    'a file that is not there',
    { error: schema('orders/error.json') },
    'the schema “error” is not a JSON Schema: there is no file orders/error.json. Correct it',
  ],
  [
    'a key that records have not',
    kept({ key: 'number' }),
    'the key number of collection orders is not in the schema of its records. Add it to the schema, or correct “key”',
  ],
  [
    'a key of another type',
    kept({ keyType: 'string' }),
    '“keyType” of collection orders is "string", and its schema has integer for id. Make them one',
  ],
  [
    'a unique field that records have not',
    kept({ unique: ['titel'] }),
    'the unique field titel of collection orders is not in the schema of its records, nor an index. Correct “unique”',
  ],
  [
    'an index that gives no list',
    kept({ indexes: { title: () => 'a' } }),
    'index title of collection orders gives "a" for a record, but must give a list of values. Correct it',
  ],
  [
    'a reference that records have not',
    kept({ references: { klient: { to: 'clients', onDelete: 'unbind' } } }),
    'the reference klient of collection orders is not in the schema of its records. Correct “references”',
  ],
  [
    'a reference of another type',
    kept({ references: { title: { to: 'clients', onDelete: 'cascade' } } }),
    'the reference orders.title points to keys of type integer in clients, and the schema has string for it. Make them one',
  ],
  [
    'an emptied reference that may not be empty',
    kept({ references: { id: { to: 'clients', onDelete: 'unbind' } } }),
    'the reference orders.id is set to null when its record is removed, but its schema forbids null. Allow null, or give “none”',
  ],
  [
    'a default that the schema forbids',
    kept({ defaults: { title: 7 } }),
    'the default.title of collection orders must be a string. Correct “defaults”',
  ],
  [
    'a default of no field',
    kept({ defaults: { titel: '' } }),
    'the default field titel of collection orders is not in the schema of its records. Correct “defaults”',
  ],
  [
    'generated records of no collection',
    { generate: async () => ({ order: [{ id: 1, title: 'a' }] }) },
    '“generate”: there is no collection order; choose from orders, clients. Correct it',
  ],
  [
    'generated records that their schema forbids',
    { generate: async () => ({ orders: [{ id: 1 }] }) },
    '“generate”: a record does not fit the schema of its collection: orders.title is missing. Correct it',
  ],
  [
    'a generate that fails',
    { generate: async () => Promise.reject(new TypeError('x is not a function')) },
    '“generate” failed: x is not a function. Correct it',
  ],
  [
    'a ready fault that can never strike',
    { faults: { down: { about: 'Down', fault: { match: { operation: 'gte' }, status: 503 } } } },
    'fault down: match.operation is not an operation; nearest are get. Correct it',
  ],
  [
    'a ready fault that is none',
    { faults: { down: { about: 'Down', fault: { status: 'x' } } } },
    'fault down: status must be a whole number, not "x". Correct it',
  ],
  [
    'records in no scenario',
    { scenarios: { documentd: {} } },
    '“scenarios” has "documentd", which is not a scenario. Did you mean “documented”? Choose from blank, deals-block-delete, documented, duplicates, empty, other-managers-client, prepaid-balance, slow-and-failing, stale-cache, two-pages, white-server-down',
  ],
  [
    'a record in a scenario that its schema forbids',
    { scenarios: { documented: { orders: [{ id: 1, title: 7 }] } } },
    'scenario documented: orders[0].title must be a string, not 7. Correct it',
  ],
  [
    'a record of no collection',
    { scenarios: { documented: { order: [{ id: 1 }] } } },
    'scenario documented: order is not a collection of orders; choose from orders, clients. Correct it',
  ],
])('told at start: %s', async (_, change, sentence) => {
  const api = define(change)
  await expect(started(api)).rejects.toThrow(new Error(`Cannot define API ${JSON.stringify(api.name)}: ${sentence}.`))
})

test.each<[mistake: string, apis: unknown[], sentence: string]>([
  ['what is no API', [sound.name], 'Cannot define an API: it is "orders", not an object. Give { name, … }.'],
  [
    'what defineApi has not seen',
    [{ ...sound, basePath: 'orders' }],
    'Cannot define API "orders": base path "orders" must begin with a slash',
  ],
  [
    'one name twice',
    [define(), define({ basePath: '/b' })],
    'Cannot define API "orders": another API in “apis” has this name. Rename one.',
  ],
  [
    'one base path twice',
    [define(), define({ name: 'b' })],
    'Cannot define API "b": base path "/orders/v1" is taken by API orders. Choose another.',
  ],
])('told at start: %s', async (_, apis, sentence) => {
  await expect(run({ port: 0, apis: apis as Api[] })).rejects.toThrow(sentence)
})

const fine = { status: 200, body: { id: 1, title: 'a' } }

test.each<[mistake: string, handle: (call: never) => unknown, cause: string]>([
  [
    'a counter that nobody declared',
    ({ nextId }: { nextId(name: string): number }) => nextId('numbrs'),
    'there is no such counter',
  ],
  [
    'a reading that nobody declared',
    ({ reading }: { reading(topic: string): string }) => reading('gon'),
    'there is no such reading',
  ],
  [
    'a record that its schema forbids',
    ({ store }: Store) => store.orders.insert({ title: 7 }),
    'a record does not fit the schema of its collection: orders.title must be a string, not 7',
  ],
  [
    'a record with a field too many',
    ({ store }: Store) => store.orders.insert({ title: 'a', a: 1 }),
    'a record does not fit the schema of its collection: orders.a is not in the schema',
  ],
  [
    'a key of another type',
    ({ store }: Store) => store.clients.insert({ id: '7' }),
    'a record of clients has the key "7", but “keyType” is "integer"',
  ],
  [
    'a reply that its schema forbids',
    () => ({ status: 200, body: { id: 'a', title: 'b' } }),
    'its reply 200 does not fit its schema: reply.id must be a whole number',
  ],
  ['a reply that is not declared', () => ({ status: 201, body: {} }), 'its reply 201 is not declared in “replies”'],
  [
    'a reply with a case that nobody declared',
    () => ({ ...fine, case: 'mde' }),
    'its answer names the case "mde", which is not declared in “cases”',
  ],
  ['no reply', () => undefined, 'its handler must return a reply such as { status: 200, body }, not undefined'],
  [
    'a header that HTTP does not allow',
    () => ({ ...fine, headers: { 'x-a': 'a\nb' } }),
    'the header "x-a" has a character that HTTP does not allow: "a\\nb"',
  ],
  [
    'a header that is not a string',
    () => ({ ...fine, headers: { 'x-a': 1 } }),
    'the header "x-a" must be a string, not 1',
  ],
  [
    'a header of the server’s',
    () => ({ ...fine, headers: { 'Content-Length': '1' } }),
    'the header Content-Length is set by the server',
  ],
  [
    'a body that JSON cannot have',
    () => ({ status: 200, body: { id: 1n } }),
    'the body of its reply cannot be written',
  ],
])('told at its first use: %s', async (_, handle, cause) => {
  await using server = await started(define(one({ handle })))
  const got = await send(server.url, { path: '/orders/v1/orders/1' })
  expect(got).toMatchObject({
    status: 500,
    body: { title: 'Handler failed', api: 'orders', operation: 'get', cause: expect.stringContaining(cause) },
  })
  const { requests } = (await send(server.url, { path: '/__admin/sandboxes/default/requests' })).body as Journal
  expect(requests).toMatchObject([{ operation: 'get', status: 500, defect: expect.stringContaining(cause) }])
  const kept = ['orders', 'clients'].map(name => server.sandboxes.get('default')!.collection('orders', name)!.size)
  expect(kept).toEqual([0, 0])
})

test('an API that replaces a built-in has its name and its place, and none of its records', async () => {
  const own = define({ name: 'webcanape', basePath: '/rest', replaces: 'webcanape' })
  await using server = await started(own)
  expect(server.apis.map(({ name }) => name)).toEqual(['vodyanoy', 'kaktus', 'salesman', 'rkeeper', 'webcanape'])
  expect(await send(server.url, { path: '/rest/orders/1' })).toMatchObject({ status: 200 })
  expect(server.sandboxes.get('default')!.collection('webcanape', 'clients')!.size).toBe(0)
})

test('a base path is free where the API that has it is not served', async () => {
  const running = await run({ port: 0, apis: [define({ basePath: '/rest' })], api: ['orders', 'salesman'] })
  expect(await send(running.url, { path: '/rest/orders/1' })).toMatchObject({ status: 200 })
  await running.close()
})

interface Journal {
  readonly requests: readonly object[]
}
interface Store {
  readonly store: Readonly<Record<'orders' | 'clients', { insert(record: object): unknown }>>
}

async function started(api: Api): Promise<Running & AsyncDisposable> {
  const running = await run({ port: 0, host: '127.0.0.1', apis: [api], records: { [api.name]: 1 }, onDefect: () => {} })
  return Object.assign(running, { [Symbol.asyncDispose]: () => running.close() })
}

function failure(work: () => unknown): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}
