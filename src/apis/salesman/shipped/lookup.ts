import { notFound, nothingToShow, notShown } from '../errors.ts'
import type { Client } from '../records.ts'
import type { Call } from '../types.ts'
import { collated, folded } from './collation.ts'
import { literal } from './database.ts'
import { type Fields, isBlank, numberOf, quoted, wholeOf } from './php.ts'

/** `info` looks by uid, else clid, and by a requisite beside them; the first in the order of the store. */
export function shippedLookup(
  call: Call,
  params: Fields,
  isSeen: (client: Readonly<Client>) => boolean,
): Readonly<Client> {
  const client = candidates(call, params).find(isSeen)
  if (client) return client
  if (wholeOf(params.clid) > 0) throw notShown()
  throw isBlank(params.uid) && isBlank(params.inn) ? nothingToShow() : notFound()
}

function candidates({ store }: Call, params: Fields): readonly Readonly<Client>[] {
  const inn = isBlank(params.inn) ? undefined : folded(literal(quoted(params.inn), 'inn'))
  const withInn = inn === undefined ? undefined : store.clients.all().filter(client => requisites(client).has(inn))
  if (isBlank(params.uid) && isBlank(params.clid)) return withInn ?? []
  const named = isBlank(params.uid) ? byClid({ store }, params.clid) : byUid({ store }, params.uid)
  return withInn ? named.filter(client => withInn.includes(client)) : named
}

const texts = new WeakMap<object, ReadonlySet<string>>()

/** Every part of every requisite, as `FIND_IN_SET` compares them, spaces at the end too: made once of each record. */
function requisites(client: Readonly<Client>): ReadonlySet<string> {
  let all = texts.get(client)
  if (!all) {
    const parts = Object.values(client.recv ?? {}).flatMap(text => text.split(','))
    texts.set(client, (all = new Set(parts.map(folded))))
  }
  return all
}

/** The database compares a number with the number that a text begins with, its fraction too. */
function byClid({ store }: Pick<Call, 'store'>, value: unknown): Readonly<Client>[] {
  const client = store.clients.get(numberOf(literal(quoted(value), 'clid')))
  return client ? [client] : []
}

export const byUid = ({ store }: Pick<Call, 'store'>, value: unknown): Readonly<Client>[] =>
  store.clients.inOrder('collated', ['uid', collated(literal(quoted(value), 'uid'))])
