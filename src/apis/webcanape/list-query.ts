import { type Call, caseless, type ListOptions, type Params } from '../../api.ts'
import type { Client } from './records.ts'
import type { Types } from './types.ts'
import { violate } from './violations.ts'

type ListCall = Pick<Call<Types>, 'reading' | 'violate'> & { readonly query: Params }
type Keeps = (client: Readonly<Client>) => boolean

/** The index or field that each common attribute is ordered by. */
const ORDERS: Readonly<Record<string, string>> = {
  ...{ id: 'id', user: 'user_id', user_id: 'user_id', name: 'name', type: 'type', email: 'email', phone: 'phone' },
  ...{ real_address: 'real_address', description: 'description', created_at: 'created', updated_at: 'updated' },
}

export interface Order {
  readonly order: string
  readonly descending: boolean
}

/** The first known attribute of `sort`; without one, newest first. */
export function orderOf(call: ListCall): Order {
  const { sort } = call.query
  if (sort !== undefined && typeof sort !== 'string') violate(call, 'sort', sort)
  for (const part of typeof sort === 'string' ? sort.split(',') : []) {
    const hasMinus = part.startsWith('-')
    const name = hasMinus ? part.slice(1) : part
    if (Object.hasOwn(ORDERS, name))
      return { order: ORDERS[name]!, descending: hasMinus === (call.reading('sort') === 'yii') }
    if (part !== '') violate(call, 'sort', part)
  }
  return { order: 'created', descending: true }
}

/** Which clients the filters keep, all of them together. */
export function filterOf(call: ListCall): Pick<ListOptions<Client>, 'where' | 'within' | 'like'> {
  const user_id = numberIn(call, 'user_id', /^\d+$/)
  const type = numberIn(call, 'type', /^[12]$/)
  const email = textIn(call, 'email')
  // `LIKE %…%`, of any letter case.
  const names = [textIn(call, 'name'), textIn(call, 'search')].filter(text => text !== undefined).map(caseless)
  // The first, of which there are the fewest, is answered by its index.
  const [first, ...others] = Object.entries({ email, user_id, type }).filter(([, value]) => value !== undefined)
  const filters: Keeps[] = others.map(
    ([name, value]) =>
      client =>
        client[name as keyof Client] === value,
  )
  if (names.length === 2) filters.push(client => caseless(client.name).includes(names[1]!))
  return {
    within: first && { index: first[0], value: first[1]! },
    where: filters.length === 0 ? undefined : client => filters.every(keeps => keeps(client)),
    like: names[0] === undefined ? undefined : { text: 'name', part: names[0] },
  }
}

/** A filter's text; blank, it is none. An array is not read. */
function textIn(call: ListCall, name: string): string | undefined {
  const value = call.query[name]
  if (value === undefined) return undefined
  if (typeof value === 'string') return /^[ \t\n\r\0\v]*$/.test(value) ? undefined : value
  violate(call, name, value)
  return undefined
}

/** A filter's number; NaN, which no client has, where it is none. */
function numberIn(call: ListCall, name: string, documented: RegExp): number | undefined {
  const text = textIn(call, name)
  if (text === undefined) return undefined
  if (!documented.test(text)) violate(call, name, text)
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : Number.NaN
}
