import type { Call, Collection } from '../../api.ts'
import { unknownId } from './errors.ts'
import type { Types } from './types.ts'

/** The record that a parameter names. */
export function known<T extends object>(
  records: Pick<Collection<T>, 'get'>,
  parameter: string,
  id: string,
): Readonly<T> {
  const record = records.get(id)
  if (!record) throw unknownId(parameter, id)
  return record
}

/** The part of a client that a parameter names: another client's does not exist here. */
export function partOf<P extends { id: string }>(parts: readonly P[], parameter: string, id: string): P {
  const part = parts.find(candidate => candidate.id === id)
  if (!part) throw unknownId(parameter, id)
  return part
}

const INDEX = { contacts: 'contactId', addresses: 'addressId' }

/** The next id of a contact or an address: their counters do not see which are taken inside clients. */
export function newPartId({ store, nextId }: Pick<Call<Types>, 'store' | 'nextId'>, of: keyof typeof INDEX): string {
  let id: string
  do id = String(nextId(of))
  while (store.clients.count(INDEX[of], id) > 0)
  return id
}

/** «PUT changes only what is sent.» */
export const sent = <T extends object>(fields: T): Partial<T> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>
