import { type Call, cachedView, formatStamp, type Params, parseIso } from '../../api.ts'
import { type Client, type ClientType, OWN, RELATED, type Records } from './records.ts'
import type { Types } from './types.ts'
import { violate } from './violations.ts'

type ViewCall = Pick<Call<Types>, 'store' | 'zone' | 'violate'> & { readonly query: Params }

/** The attributes that clients of both types have, in the order of the page's example. */
const COMMON = 'id user name type email phone real_address description created_at updated_at'.split(' ')
/** With `expand=user` the id is `user_id`, and `user` is the user himself. */
const EXPANDED = COMMON.map(name => (name === 'user' ? 'user_id' : name))

/** Attributes, and a client of which none is known. */
interface Shown {
  readonly all: readonly string[]
  readonly blank: Readonly<Record<string, null>>
}

const shownOf = (all: readonly string[]): Shown => ({
  all,
  blank: Object.fromEntries(
    all.flatMap(name => (name === 'user_id' ? [name, 'user'] : name)).map(name => [name, null]),
  ),
})

/** What there is to show: of a tuple of the list, and of one client by itself. */
const namesOf = (common: readonly string[]) => ({
  tuple: shownOf(common),
  1: shownOf([...common, ...OWN[1]]),
  2: shownOf([...common, ...OWN[2]]),
})
const NAMES = { plain: namesOf(COMMON), expanded: namesOf(EXPANDED) }

/** What may be counted of a client, and the name of the count. */
const COUNTED = RELATED.map(of => ({ of, count: `count_${of}` }))

/** What a request wants to see of clients. */
export interface Selection {
  /** Names of attributes; none: all. */
  readonly fields: readonly string[]
  readonly user: boolean
  readonly counts: typeof COUNTED
}

/** Reads `fields`, `expand` and the counts. */
export function selectionOf(call: ViewCall): Selection {
  const { query } = call
  const expand = namesIn(call, query, 'expand')
  for (const name of expand) if (name !== 'user') violate(call, 'expand', name)
  return {
    fields: namesIn(call, query, 'fields'),
    user: expand.includes('user'),
    counts: COUNTED.filter(({ count }) => wantsCount(call, query, count) || expand.includes(count)),
  }
}

/** Notes the names among `fields` that pick nothing. */
export function noteUnknownFields(call: ViewCall, { fields, user }: Selection, own: readonly string[] = []): void {
  if (fields.length === 0) return
  const known = [...(user ? [...EXPANDED, 'user'] : COMMON), ...own]
  for (const name of fields) if (!known.includes(name)) violate(call, 'fields', name)
}

/** A tuple of the list. Nothing picked is an empty PHP array. */
export function tupleView(client: Readonly<Client>, selection: Selection, call: ViewCall): object {
  return isPlain(selection) ? plainTuple(client, call.zone) : view(client, selection, call, 'tuple')
}

/** One client by itself: with the attributes of its type. */
export function clientView(client: Readonly<Client>, selection: Selection, call: ViewCall): object {
  return isPlain(selection) ? plainClient(client, call.zone) : writtenView(client, selection, call)
}

/** The same of a client that was just written: it is less likely to be asked for again. */
export function writtenView(client: Readonly<Client>, selection: Selection, call: ViewCall): object {
  return view(client, selection, call, client.type)
}

/** Whether all attributes are shown, and nothing of other records. */
const isPlain = ({ fields, user, counts }: Selection): boolean => fields.length === 0 && !user && counts.length === 0

const plainTuple = cachedView((client: Readonly<Client>, zone: string) => picked(client, NAMES.plain.tuple, [], zone))
const plainClient = cachedView((client: Readonly<Client>, zone: string) =>
  picked(client, NAMES.plain[client.type], [], zone),
)

function view(client: Readonly<Client>, selection: Selection, call: ViewCall, as: 'tuple' | ClientType): object {
  const { fields, user, counts } = selection
  const shown = picked(client, NAMES[user ? 'expanded' : 'plain'][as], fields, call.zone)
  if (user) shown.user = userView(client.user_id, call)
  for (const { count, of } of counts) shown[count] = call.store[of].count('client_id', client.id)
  return isEmpty(shown) ? [] : shown
}

/** Attributes of those names that are among `fields`, or all. */
function picked(
  client: Readonly<Client>,
  { all, blank }: Shown,
  fields: readonly string[],
  zone: string,
): Record<string, unknown> {
  // All of them, in their order, at once: to grow by one name after another is dearer.
  const shown: Record<string, unknown> = fields.length === 0 ? { ...blank } : {}
  for (const name of all) {
    if (fields.length > 0 && !fields.includes(name)) continue
    shown[name] = attribute(client, name, zone)
    if (name === 'user_id') shown.user = null
  }
  return shown
}

function isEmpty(object: object): boolean {
  for (const _ in object) return false
  return true
}

function attribute(client: Readonly<Client>, name: string, zone: string): unknown {
  if (name === 'user') return client.user_id
  const value = client[name as keyof Client]
  if (name !== 'created_at' && name !== 'updated_at') return value
  return value === null ? null : wireTime(value as string, zone)
}

let last = { time: '', zone: '', stamp: '' }

/** `YYYY-MM-DD HH:mm:ss`. What was just made was changed at the same time. */
function wireTime(time: string, zone: string): string {
  if (last.time !== time || last.zone !== zone) {
    const instant = parseIso(time, zone)
    last = { time, zone, stamp: instant === null ? time : formatStamp(instant, zone) }
  }
  return last.stamp
}

function userView(id: number, { store }: ViewCall): Partial<Records['users']> | null {
  const found = store.users.get(id)
  if (!found) return null
  const { username, fname, lname, email } = found
  return { id, username, fname, lname, email }
}

/** Names by comma. A blank beside a comma does not count; an array is not read. */
function namesIn(call: ViewCall, query: Params, name: 'fields' | 'expand'): string[] {
  const value = query[name]
  if (value === undefined) return []
  if (typeof value === 'string') return partsOf(value).filter(part => part !== '')
  violate(call, name, value)
  return []
}

function partsOf(list: string): string[] {
  const parts = list.split(',')
  return parts.map((part, i) => {
    const begun = i === 0 ? part : part.trimStart()
    return i === parts.length - 1 ? begun : begun.trimEnd()
  })
}

function wantsCount(call: ViewCall, query: Params, name: string): boolean {
  const value = query[name]
  if (value !== undefined && value !== '0' && value !== '1') violate(call, name, value)
  return value === '1'
}
