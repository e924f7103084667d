import { formatStamp, parseIso } from '../../api.ts'
import { ownersSeen, userByLogin } from './account.ts'
import { wrongType } from './errors.ts'
import { activeFields } from './form.ts'
import { entryTitled, type GuideField, guideOf } from './guides.ts'
import { phoneDigits, phonesIn, titleKey } from './keys.ts'
import { isAbsent, readFields, readFlag, readText, readWhole } from './parameters.ts'
import type { Client } from './records.ts'
import { people } from './shipped/account.ts'
import type { Fields } from './shipped/php.ts'
import type { Call, Filters, Keeps } from './types.ts'

const DOCS = 'salesman.txt: Запрос “list”: Фильтры'

/** The owners whose clients the caller may list; undefined: everybody's, also of those who are not users. */
export const SEEN = {
  documented: ownersSeen,
  shipped: (call: Call) => (call.caller.role === 'admin' ? undefined : people(call)),
}

export function documentedFilters(call: Call, params: Fields): Filters {
  const filter = readFields(params, 'filter')
  const trash = readFlag(call, filter, 'trash')
  return {
    owners: owners(call, params),
    trash: trash ?? (call.reading('trash') === 'hide' ? false : undefined),
    where: [
      ...days(call, params, 'date_create', 'dateStart', 'dateEnd'),
      ...days(call, params, 'date_edit', 'dateChangeStart', 'dateChangeEnd'),
      ...word(call, params),
      ...(['idcategory', 'territory', 'clientpath'] as const).flatMap(field => guide(call, filter, field)),
      ...relation(call, filter),
      ...type(filter),
      ...inputs(call, filter),
    ],
  }
}

/** The owners that `user` and `iduser` name, of those that the caller may see. */
function owners(call: Call, params: Fields): readonly number[] | undefined {
  const login = readText(params, 'user')
  const iduser = readWhole(params, 'iduser')
  const named = [
    ...(login === undefined ? [] : [userByLogin(call, login)?.iduser ?? -1]),
    ...(iduser === undefined ? [] : [iduser]),
  ]
  const seen = SEEN[call.reading('visibility')](call)
  if (named.length === 0) return seen
  const isNamed = named.every(id => id === named[0]) && (!seen || seen.includes(named[0]!))
  return isNamed ? [named[0]!] : []
}

function days(
  call: Call,
  params: Fields,
  field: 'date_create' | 'date_edit',
  startName: string,
  endName: string,
): Keeps[] {
  const start = dayOf(call, params, startName)
  const end = dayOf(call, params, endName)
  const strict = call.reading('dates') === 'strict'
  const at = (client: Readonly<Client>) => client[field]
  const from: Keeps = client =>
    at(client) !== null && (strict ? at(client)! > `${start} 00:00:00` : at(client)! >= start!)
  const inclusive = start !== undefined && !strict
  const until: Keeps = client =>
    at(client) !== null && (inclusive ? at(client)! <= `${end} 23:59:59` : at(client)! < `${end} 00:00:00`)
  return [...(start === undefined ? [] : [from]), ...(end === undefined ? [] : [until])]
}

/** «формат - YYYY-MM-DD»; a time after it is not looked at, but is a violation. */
function dayOf({ zone, violate }: Call, params: Fields, name: string): string | undefined {
  const given = readText(params, name)
  if (given === undefined) return undefined
  const instant = parseIso(given.trim(), zone)
  if (instant === null) throw wrongType(name)
  if (!/^\d{4}-\d\d-\d\d$/.test(given)) violate({ rule: 'list.dates', at: name, value: given, docs: DOCS })
  return formatStamp(instant, zone).slice(0, 10)
}

const texts = new WeakMap<object, string>()

/** What `word` looks through, in lower case: made once of each record. */
function textOf(client: Readonly<Client>): string {
  let all = texts.get(client)
  if (all === undefined) {
    const { title, des, phone, mail_url, site_url } = client
    texts.set(client, (all = [title, des, phone, mail_url, site_url].join('\0').toLowerCase()))
  }
  return all
}

function word(call: Call, params: Fields): Keeps[] {
  const asked = readText(params, 'word')
  if (asked === undefined) return []
  const part = asked.toLowerCase()
  const digits = phoneDigits(asked)
  const isNumber = call.reading('word') === 'digits' && digits.length >= 3 && /^[\d\s()+.-]*$/.test(asked)
  const hasDigits: Keeps = ({ phone }) => phonesIn(phone).some(number => number.includes(digits))
  return [client => textOf(client).includes(part) || (isNumber && hasDigits(client))]
}

/** «в текстовом или явном (в виде ID) виде» */
function guide(call: Call, filter: Fields, field: GuideField): Keeps[] {
  const asked = filter[field]
  if (isAbsent(asked)) return []
  const id = typeof asked === 'number' ? asked : idOf(call, field, readText(filter, field)!)
  return [client => client[field] === id && id !== 0]
}

function idOf(call: Call, field: GuideField, title: string): number {
  return entryTitled(guideOf(call, field), title)?.id ?? (/^\d+$/.test(title) ? Number(title) : 0)
}

function relation({ store }: Call, filter: Fields): Keeps[] {
  const asked = filter.relation
  if (isAbsent(asked)) return []
  const named = typeof asked === 'number' ? String(asked) : readText(filter, 'relation')!
  const byId = /^\d+$/.test(named) ? store.relations.get(Number(named))?.title : undefined
  const keys = [named, ...(byId === undefined ? [] : [byId])].map(titleKey)
  return [({ tip_cmr }) => tip_cmr !== null && keys.includes(titleKey(tip_cmr))]
}

function type(filter: Fields): Keeps[] {
  const asked = readText(filter, 'type')
  if (asked === undefined) return []
  const meant = asked === 'parnter' ? 'partner' : asked
  return [client => client.type === meant]
}

/** «Не активные поля игнорируются при обработке»; `input10` is in no form. */
function inputs(call: Call, filter: Fields): Keeps[] {
  const keeps: Keeps[] = []
  for (let n = 1; n <= 10; n++) {
    const name = `input${n}` as const
    const asked = readText(filter, name)
    if (asked === undefined) continue
    if (n === 10) keeps.push(() => false)
    else if (activeFields(call).has(name)) {
      const part = asked.toLowerCase()
      keeps.push(client => (client[name] ?? '').toLowerCase().includes(part))
    } else call.violate({ rule: 'list.filter', at: `filter.${name}`, value: asked, docs: DOCS })
  }
  return keeps
}
