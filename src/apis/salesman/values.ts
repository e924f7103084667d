import { userByLogin } from './account.ts'
import { missingTitle, wrongType } from './errors.ts'
import { activeFields } from './form.ts'
import { entryFor, guideOf, isGuideField } from './guides.ts'
import { isAbsent, readFields, readText, readWhole } from './parameters.ts'
import { type Client, REQUISITES, type Requisites } from './records.ts'
import type { Fields } from './shipped/php.ts'
import type { Call } from './types.ts'

const ADD = 'salesman.txt: Запрос “add”'

/** «client – по умолчанию, person, concurent, contractor, parnter»; the last is a slip of the page. */
const TYPES: Readonly<Record<string, string>> = {
  ...{ client: 'client', person: 'person', concurent: 'concurent', contractor: 'contractor' },
  ...{ partner: 'partner', parnter: 'partner' },
}

const INPUTS = Array.from({ length: 9 }, (_, i) => `input${i + 1}`)
const TEXTS = ['uid', 'address', 'fax', 'site_url', 'mail_url', 'des', 'scheme', ...INPUTS]

/** What add and update know to write, beside what each knows alone. */
export const WRITABLE = [
  ...['title', 'type', 'phone', 'tip_cmr', 'idcategory', 'territory', 'clientpath', 'head_clid', 'pid', ...TEXTS],
  ...['iduser', 'recv'],
]

/** The values that a request gives, as the record holds them. «Не активные поля игнорируются при обработке.» */
export function documentedValues(call: Call, params: Fields): Partial<Client> {
  const active = activeFields(call)
  const values: Record<string, unknown> = {}
  for (const name of WRITABLE) {
    if (!(name in params) || name === 'recv' || name === 'iduser') continue
    const value = fieldValue(call, params, name)
    if (active.has(name)) values[name] = value
    else call.violate({ rule: 'fields.off', at: name, value: params[name], docs: 'salesman.txt: Запрос “fields”' })
  }
  return values as Partial<Client>
}

function fieldValue(call: Call, params: Fields, name: string): unknown {
  if (name === 'title') return requiredTitle(params)
  if (name === 'type') return typeOf(params)
  if (name === 'phone') return phoneOf(params)
  if (name === 'tip_cmr') return relationOf(call, params)
  if (name === 'head_clid' || name === 'pid') return referred(call, params, name)
  const value = readText(params, name)
  if (!isGuideField(name)) return value ?? null
  return value === undefined || value.trim() === '' ? 0 : entryFor(guideOf(call, name), value).id
}

/** @throws 405 where it is blank */
export function requiredTitle(params: Fields): string {
  const title = readText(params, 'title')
  if (title === undefined || title.trim() === '') throw missingTitle()
  return title
}

function typeOf(params: Fields): string {
  const type = readText(params, 'type') ?? 'client'
  if (!Object.hasOwn(TYPES, type)) throw wrongType('type')
  return TYPES[type]!
}

/** «string|array phone» */
function phoneOf(params: Fields): string | null {
  const { phone } = params
  if (!Array.isArray(phone)) return readText(params, 'phone') ?? null
  if (!phone.every(number => typeof number === 'string')) throw wrongType('phone')
  return phone.join(', ') || null
}

function relationOf({ store }: Call, params: Fields): string | null {
  const relation = readText(params, 'tip_cmr')
  if (relation === undefined || relation.trim() === '') return null
  entryFor(store.relations, relation)
  return relation
}

/** Docs are silent on ids of nothing; we take none of them, and note it. */
function referred(call: Call, params: Fields, name: 'head_clid' | 'pid'): number {
  const id = readWhole(params, name) ?? 0
  const to = name === 'pid' ? call.store.persons : call.store.clients
  if (id === 0 || to.has(id)) return id
  call.violate({ rule: `add.${name}`, at: name, value: id, docs: ADD })
  return 0
}

/** «логин которого использовался в запросе или указанный отдельно в параметре user» */
export function ownerOf(call: Call, params: Fields, otherwise: number = call.caller.iduser): number {
  const login = readText(params, 'user')
  const iduser = readWhole(params, 'iduser')
  const named = login === undefined ? call.store.users.get(iduser ?? 0) : userByLogin(call, login)
  if (!named && (login !== undefined || iduser !== undefined))
    call.violate({ rule: 'add.user', at: login === undefined ? 'iduser' : 'user', value: login ?? iduser, docs: ADD })
  return named?.iduser ?? otherwise
}

/** «array recv – массив реквизитов»: those that are given; undefined where there is no `recv`. */
export function requisitesOf(call: Call, params: Fields): Requisites | undefined {
  if (isAbsent(params.recv)) return undefined
  const given = readFields(params, 'recv')
  const requisites: Requisites = {}
  for (const name of Object.keys(given)) {
    if (!isRequisite(name)) call.violate({ rule: 'undocumented', at: `recv.${name}`, value: given[name], docs: ADD })
    else requisites[name] = requisiteOf(given, name)
  }
  return requisites
}

const isRequisite = (name: string): boolean => (REQUISITES as readonly string[]).includes(name)

function requisiteOf(given: Fields, name: string): string {
  if (given[name] !== null && typeof given[name] !== 'string') throw wrongType(`recv.${name}`)
  return (given[name] as string | null) ?? ''
}
