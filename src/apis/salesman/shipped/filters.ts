import { SEEN } from '../list-filters.ts'
import type { Client } from '../records.ts'
import type { Call, Filters, Keeps } from '../types.ts'
import { collated, folded, sameText } from './collation.ts'
import { comparable, literal } from './database.ts'
import { formFields, isInput } from './form.ts'
import { entryId, sourceId } from './guides.ts'
import { foldedLikeness, likeness } from './likeness.ts'
import { type Fields, isBlank, isNumeric, isTrue, quoted, refuseStrayBytes, textOf, wholeOf } from './php.ts'
import { untag } from './text.ts'
import { cleaned } from './transport.ts'

export function shippedFilters(call: Call, params: Fields): Filters {
  const { owners, ownerText } = whose(call, params)
  const filter = filterOf(params.filter)
  const trash = isBlank(filter.trash) ? undefined : isTrue(filter.trash)
  return {
    owners,
    trash,
    where: [
      ...ownerText,
      ...word(params),
      ...created(params),
      ...changed(params),
      ...Object.entries(filter).flatMap(([name, value]) => (isBlank(value) ? [] : byFilter(call, name, value))),
    ],
  }
}

const filterOf = (value: unknown): Fields =>
  value !== null && typeof value === 'object' ? { ...(value as Fields) } : {}

/** `iduser`, where it is a number, is asked for instead of what the caller may see; `user` beside it. */
function whose(call: Call, params: Fields): { owners: Filters['owners']; ownerText: Keeps[] } {
  const named = isBlank(params.user) ? undefined : userId(call, quoted(params.user))
  const isNamed: Keeps[] = named === undefined ? [] : [({ iduser }) => iduser === named]
  if (wholeOf(params.iduser) <= 0) return { owners: SEEN[call.reading('visibility')](call), ownerText: isNamed }
  const asked = literal(quoted(params.iduser), 'iduser')
  return { owners: undefined, ownerText: [...isNamed, ({ iduser }) => sameText(String(iduser), asked)] }
}

/** An unknown login is that of nobody. */
export const userId = ({ store }: Pick<Call, 'store'>, login: string): number =>
  isTrue(login) ? (store.users.inOrder('collated', collated(refuseStrayBytes(login, 'user')))[0]?.iduser ?? 0) : 0

const SEARCHED = ['title', 'des', 'mail_url', 'site_url', 'address'] as const

const texts = new WeakMap<object, readonly string[]>()

/** What `word` looks through, each text on its own: made once of each record. */
function textsOf(client: Readonly<Client>): readonly string[] {
  let all = texts.get(client)
  if (!all) {
    const found = [bare(client.phone), ...SEARCHED.map(field => client[field])]
    texts.set(client, (all = found.filter(text => text !== null).map(folded)))
  }
  return all
}

/** A word with its wildcards, in texts as they are and in phones without punctuation. */
function word(params: Fields): Keeps[] {
  if (isBlank(params.word)) return []
  const isLike = foldedLikeness(literal(`%${cleaned(textOf(params.word, 'word'))}%`, 'word'))
  return [client => textsOf(client).some(isLike)]
}

/** A phone as the database searches it. */
export const bare = (phone: string | null): string | null => phone?.replace(/[+() -]/g, '') ?? null

/** To the second; both ends of two dates are within. */
function created(params: Fields): Keeps[] {
  const start = isTrue(params.dateStart) ? stamp(params.dateStart, 'dateStart') : undefined
  const end = isTrue(params.dateEnd) ? stamp(params.dateEnd, 'dateEnd') : undefined
  return [...between('date_create', start, end), ...between('date_create', ...ownDates(params))]
}

/** The names that the vendor's own lists have for the same: `d1`, `d2`. */
function ownDates({ d1, d2 }: Fields): [start: string | undefined, end: string | undefined] {
  return [isTrue(d1) ? stamp(d1, 'd1') : undefined, isTrue(d2) ? stamp(d2, 'd2') : undefined]
}

/** A slip of the vendor: `dateChangeStart` alone compares the change with `dateStart`. */
function changed(params: Fields): Keeps[] {
  const { dateChangeStart, dateChangeEnd, dateStart } = params
  const end = isBlank(dateChangeEnd) ? undefined : stamp(dateChangeEnd, 'dateChangeEnd')
  if (isBlank(dateChangeStart)) return between('date_edit', undefined, end)
  const start = end === undefined ? stamp(dateStart, 'dateStart') : stamp(dateChangeStart, 'dateChangeStart')
  return between('date_edit', start, end)
}

const stamp = (value: unknown, name: string): string => comparable(literal(quoted(value), name))

function between(field: 'date_create' | 'date_edit', start: string | undefined, end: string | undefined): Keeps[] {
  if (start === undefined && end === undefined) return []
  const keeps = (at: string): boolean => {
    if (start !== undefined && end !== undefined) return at >= start && at <= end
    return start !== undefined ? at > start : at < end!
  }
  return [client => client[field] !== null && keeps(client[field]!)]
}

function byFilter(call: Call, name: string, value: unknown): Keeps[] {
  switch (name) {
    case 'relations':
      return same('tip_cmr', untag(value, 'filter.relations'))
    case 'type':
      return same('type', untag(value, 'filter.type'))
    case 'idcategory':
    case 'territory': {
      const id = isNumeric(value) ? wholeOf(value) : entryId(call, name, untag(value, `filter.${name}`))
      return [client => client[name] === id]
    }
    case 'clientpath': {
      const id = isNumeric(value) ? wholeOf(value) : sourceId(call, untag(value, 'filter.clientpath'))
      return [client => client.clientpath === id]
    }
    default:
      return byInput(call, name, value)
  }
}

const same = (field: 'tip_cmr' | 'type', text: string): Keeps[] => {
  const key = collated(text)
  return [client => client[field] !== null && collated(client[field]!) === key]
}

function byInput(call: Call, name: string, value: unknown): Keeps[] {
  if (!isInput(name) || !formFields(call).some(field => field.name === name)) return []
  const isLike = likeness(`%${untag(value, `filter.${name}`)}%`)
  return [(client: Readonly<Client>) => isLike(client[name] ?? null)]
}
