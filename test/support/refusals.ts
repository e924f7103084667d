/** What an API answers a path that it does not have, that one with a broken encoding, and an unknown method. */
export const UNKNOWN: Record<string, readonly [number, number, number]> = {
  vodyanoy: [404, 400, 405],
  kaktus: [200, 200, 200],
  // Credentials are looked at first, and there are none.
  salesman: [400, 400, 400],
  webcanape: [404, 404, 404],
  rkeeper: [200, 200, 200],
}

/** Bodies that an operation cannot take. */
export const BODIES = [
  ['broken JSON', '{"a": ', {}],
  ['an array', '[1, 2]', {}],
  ['a text', '"text"', {}],
  ['null', 'null', {}],
  ['XML', '<a/>', { 'content-type': 'application/xml' }],
  ['an unknown charset', '{}', { 'content-type': 'application/json; charset=koi8-r' }],
  ['a body over the limit', JSON.stringify({ title: 'я'.repeat(600_000) }), {}],
  ['a polluting key', '{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}', {}],
] as const

/** The statuses that an API, or an operation of it, refuses `BODIES` with, in their order. */
const STATUSES: Record<string, readonly number[]> = {
  vodyanoy: [400, 400, 400, 400, 415, 415, 413, 400],
  kaktus: [200, 200, 200, 200, 200, 200, 200, 200],
  salesman: [400, 405, 405, 405, 415, 415, 413, 405],
  webcanape: [400, 422, 422, 422, 415, 415, 413, 422],
  // The client of the example is not made yet, and that is looked at first.
  'webcanape client.update': [404, 404, 404, 404, 404, 404, 404, 404],
  rkeeper: [200, 200, 200, 200, 200, 200, 200, 200],
}

/** The operations that need no field, and so take a polluting body for an empty one. */
const NEED_NOTHING = ['salesman client.list', 'rkeeper contacts.update', 'rkeeper addresses.update']

/** How an operation answers a body of `BODIES`. */
export function answerTo(what: string, api: string, operation: string): { status: number; refused: boolean } {
  const name = `${api} ${operation}`
  if (what === 'a polluting key' && NEED_NOTHING.includes(name)) return { status: 200, refused: false }
  const statuses = STATUSES[name] ?? STATUSES[api]!
  return { status: statuses[BODIES.findIndex(([one]) => one === what)]!, refused: true }
}
