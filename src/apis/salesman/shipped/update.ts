import { isGuideField } from '../guides.ts'
import type { Client, Requisites } from '../records.ts'
import type { Call } from '../types.ts'
import { formFields } from './form.ts'
import { GUIDE_VALUES, relationFor } from './guides.ts'
import { byUid } from './lookup.ts'
import { type Fields, isBlank, isEqual, isNumeric, isTrue, joined, quoted, valuesOf, wholeOf } from './php.ts'
import { requisiteOf } from './rows.ts'
import { clientTitle, fieldText, plainText, untag } from './text.ts'
import { type Cell, NAMES, requisitesIn, stored, unlisted } from './values.ts'

/** By clid; by uid where the clid is not a number. */
export function shippedUpdatable(call: Call, params: Fields): readonly Readonly<Client>[] {
  const clid = wholeOf(params.clid)
  if (clid === 0 && isTrue(params.uid)) return byUid(call, params.uid)
  const client = call.store.clients.get(clid)
  return client ? [client] : []
}

/** All that is given, where any of it differs; null where nothing does. A uid that is set stays. */
export function shippedChanges(call: Call, params: Fields, client: Readonly<Client>): Partial<Client> | null {
  const given: Fields = Array.isArray(params.phone) ? { ...params, phone: joined(params.phone, ',') } : params
  const names = formFields(call)
    .sort((a, b) => a.order - b.order)
    .map(({ name }) => name)
    .filter(name => name !== 'recv')
  const cells = new Map<string, Cell>()
  for (const name of names) if (name in given) cells.set(name, cellOf(call, name, unlisted(given[name])))
  if ('type' in given) cells.set('type', isBlank(given.type) ? 'client' : untag(given.type, 'type'))
  const uid = 'uid' in given ? fieldText(given.uid, 'uid') : null
  cells.set('uid', client.uid || uid)
  const before = (name: string) => (client[name as keyof Client] ?? null) as Cell
  if ([...cells].every(([name, cell]) => isEqual(before(name), cell))) return null
  return Object.fromEntries([...cells].map(([name, cell]) => [name, stored(name, cell)])) as Partial<Client>
}

function cellOf(call: Call, name: string, value: unknown): Cell {
  if (name === 'title') return clientTitle(value)
  if (name === 'head_clid') return wholeOf(value)
  if (isGuideField(name)) return GUIDE_VALUES[name](call, value)
  if (name === 'tip_cmr') return isNumeric(value) ? quoted(value) : relationFor(call, untag(value, name))
  return fieldText(value, name)
}

/** Merged with what is there; undefined where there is nothing in `recv`. */
export function shippedRequisites(_call: Call, { recv }: Fields, client: Readonly<Client>): Requisites | undefined {
  if (recv === undefined || recv === null) return undefined
  if (typeof recv === 'object' && valuesOf(recv).length === 0) return undefined
  const given: Fields = typeof recv === 'object' ? (recv as Fields) : {}
  return requisitesIn(
    NAMES.map(name => {
      const value = given[name]
      return value === undefined || value === null
        ? (requisiteOf(client, name) ?? '')
        : plainText(value, `recv.${name}`)
    }),
  )
}
