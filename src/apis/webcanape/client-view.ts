import { type Call, formatStamp, type Params, parseIso } from '../../core/api/index.ts'
import { type Client, OWN, RELATED, type Records } from './records.ts'
import type { Types } from './types.ts'
import { violate } from './violations.ts'

type ViewCall = Pick<Call<Types>, 'store' | 'zone' | 'violate'> & { readonly query: Params }

/** The attributes that clients of both types have, in the order of the page's example. */
const COMMON = 'id user name type email phone real_address description created_at updated_at'.split(' ')
/** With `expand=user` the id is `user_id`, and `user` is the user himself. */
const EXPANDED = COMMON.map(name => (name === 'user' ? 'user_id' : name))

/** What a request wants to see of clients. */
export interface Selection {
  /** Names of attributes; none: all. */
  readonly fields: readonly string[]
  readonly user: boolean
  readonly counts: readonly (typeof RELATED)[number][]
}

/** Reads `fields`, `expand` and the counts. */
export function selectionOf(call: ViewCall): Selection {
  const expand = namesIn(call, 'expand')
  for (const name of expand) if (name !== 'user') violate(call, 'expand', name)
  return {
    fields: namesIn(call, 'fields'),
    user: expand.includes('user'),
    counts: RELATED.filter(name => wantsCount(call, `count_${name}`) || expand.includes(`count_${name}`)),
  }
}

/** Notes the names among `fields` that pick nothing. */
export function noteUnknownFields(call: ViewCall, { fields, user }: Selection, own: readonly string[] = []): void {
  const known = [...(user ? [...EXPANDED, 'user'] : COMMON), ...own]
  for (const name of fields) if (!known.includes(name)) violate(call, 'fields', name)
}

/** A tuple of the list. Nothing picked is an empty PHP array. */
export function tupleView(client: Readonly<Client>, selection: Selection, call: ViewCall): object {
  return view(client, selection, call, [])
}

/** One client by itself: with the attributes of its type. */
export function clientView(client: Readonly<Client>, selection: Selection, call: ViewCall): object {
  return view(client, selection, call, OWN[client.type])
}

function view(client: Readonly<Client>, selection: Selection, call: ViewCall, own: readonly string[]): object {
  const { fields, user, counts } = selection
  const shown: Record<string, unknown> = {}
  for (const name of [...(user ? EXPANDED : COMMON), ...own]) {
    if (fields.length > 0 && !fields.includes(name)) continue
    shown[name] = attribute(client, name, call.zone)
    if (name === 'user_id') shown.user = null
  }
  if (user) shown.user = userView(client.user_id, call)
  for (const name of counts) shown[`count_${name}`] = call.store[name].count('client_id', client.id)
  return Object.keys(shown).length === 0 ? [] : shown
}

function attribute(client: Readonly<Client>, name: string, zone: string): unknown {
  if (name === 'user') return client.user_id
  const value = client[name as keyof Client]
  return name === 'created_at' || name === 'updated_at' ? wireTime(value as string | null, zone) : value
}

/** The times that were asked for last, by zone: a list shows the same ones again and again. */
const stamps = new Map<string, Map<string, string>>()
const STAMPS_KEPT = 20_000

/** `YYYY-MM-DD HH:mm:ss` */
function wireTime(time: string | null, zone: string): string | null {
  if (time === null) return null
  let known = stamps.get(zone)
  if (!known) stamps.set(zone, (known = new Map()))
  let stamp = known.get(time)
  if (stamp === undefined) {
    const instant = parseIso(time, zone)
    stamp = instant === null ? time : formatStamp(instant, zone)
    if (known.size >= STAMPS_KEPT) known.clear()
    known.set(time, stamp)
  }
  return stamp
}

function userView(id: number, { store }: ViewCall): Partial<Records['users']> | null {
  const found = store.users.get(id)
  if (!found) return null
  const { username, fname, lname, email } = found
  return { id, username, fname, lname, email }
}

/** Names by comma. A blank beside a comma does not count; an array is not read. */
function namesIn(call: ViewCall, name: 'fields' | 'expand'): string[] {
  const value = call.query[name]
  if (value === undefined) return []
  if (typeof value === 'string') return value.split(/\s*,\s*/).filter(part => part !== '')
  violate(call, name, value)
  return []
}

function wantsCount(call: ViewCall, name: string): boolean {
  const value = call.query[name]
  if (value !== undefined && value !== '0' && value !== '1') violate(call, name, value)
  return value === '1'
}
