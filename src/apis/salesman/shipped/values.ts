import { isGuideField } from '../guides.ts'
import { phoneDigits } from '../keys.ts'
import { type Client, type Field, REQUISITES, type Requisites } from '../records.ts'
import type { Call } from '../types.ts'
import { phoneList } from './add.ts'
import { kept } from './database.ts'
import { userId } from './filters.ts'
import { formFields } from './form.ts'
import { GUIDE_VALUES, relationFor } from './guides.ts'
import { type Fields, isBlank, isNumeric, joined, numberOf, quoted, textOf, trim, wholeOf } from './php.ts'
import { PhpFatal } from './php-fatal.ts'
import { clientTitle, fieldText, oneLine, untag } from './text.ts'

export type Cell = string | number | null

/** Columns that hold whole numbers. */
const NUMBERS = new Set(['idcategory', 'head_clid', 'pid', 'territory', 'clientpath'])
/** The largest number that such a column holds: what is beyond it is cut to it. */
const LARGEST = 2 ** 31 - 1

/** A value as its column keeps it. */
export function stored(column: string, value: Cell): Cell {
  // The vendor keeps this id in a text of ten letters.
  if (column === 'iduser') return wholeOf(quoted(value).slice(0, 10))
  if (NUMBERS.has(column)) return Math.max(-LARGEST - 1, Math.min(rounded(numberOf(quoted(value))), LARGEST))
  if (typeof value === 'number') return String(value)
  return value === null ? null : kept(value, column)
}

/** The database rounds where PHP cuts. */
const rounded = (number: number): number => Math.sign(number) * Math.round(Math.abs(number)) + 0

/** A list where a field of the form has one text. */
export const unlisted = (value: unknown): unknown =>
  value !== null && typeof value === 'object' ? trim(joined(value, ', ')) : value

/** A client as `add` makes it of what it is given. */
export function shippedClient(call: Call, params: Fields): Partial<Client> {
  const { caller } = call
  const on = formFields(call).filter(({ name }) => name !== 'recv')
  const given = { ...params, ...phones(call, params.phone), iduser: owner(call, params), type: params.type ?? 'client' }
  const client: Record<string, Cell> = {}
  for (const [name, value] of Object.entries(given)) {
    const field = on.find(known => known.name === name)
    if (!field && name !== 'type' && name !== 'uid') continue
    const cell = stored(name, cellOf(call, name, field ? unlisted(value) : value, field))
    // Empty ones are left to the table's defaults, but a guide that is named is not.
    if (!isBlank(cell)) client[name] = cell
  }
  const clientpath = client.clientpath ?? defaultSource(call)
  const recv = requisites(params.recv)
  return {
    ...client,
    clientpath,
    recv,
    creator: wholeOf(params.creator) || caller.iduser,
  } as Partial<Client>
}

/** Phones as they are written, or their digits: a text's are taken apart and put together again. */
function phones(call: Call, value: unknown): Fields {
  const list = value !== null && typeof value === 'object' ? value : phoneList(value)
  if (!list) return {}
  return { phone: joined(call.reading('telephony') === 'on' ? digitsOf(list) : list, ',') }
}

/** Of a list within the list too. */
const digitsOf = (list: object): object =>
  Array.isArray(list)
    ? list.map(phone => (phone !== null && typeof phone === 'object' ? digitsOf(phone) : phoneDigits(quoted(phone))))
    : list

/** An unknown login is nobody's. */
function owner(call: Call, { iduser, user }: Fields): unknown {
  if (wholeOf(iduser) !== 0) return iduser
  return isBlank(user) ? call.caller.iduser : userId(call, quoted(user))
}

function cellOf(call: Call, name: string, value: unknown, field: Readonly<Field> | undefined): Cell {
  if (name === 'type') return isBlank(value) ? 'client' : textOf(value, name)
  if (name === 'title') return clientTitle(value)
  if (isGuideField(name)) return GUIDE_VALUES[name](call, value)
  if (name === 'tip_cmr') return isNumeric(value) ? relationFor(call, untag(value, name)) : untag(value, name)
  if (field?.temp === 'datetime') return quoted(value).replaceAll('Z', ':00').replaceAll('T', ' ')
  // «У поля может быть шаблон»: a text that is still the template is none.
  if (field?.temp === 'textarea' && quoted(value).toLowerCase() === (field.template ?? '').toLowerCase()) return null
  return fieldText(value, name)
}

/** A slip of the vendor: a client without a source gets the id of the default relation for one. */
const defaultSource = ({ store }: Call): number => store.relations.all().find(({ isDefault }) => isDefault)?.id ?? 0

export const NAMES = [...REQUISITES, 'castUrNameShort']

function requisites(recv: unknown): Requisites {
  if (typeof recv === 'string') throw new PhpFatal('recv is a text', 'Send recv as an object.')
  const given: Fields = recv !== null && typeof recv === 'object' ? (recv as Fields) : {}
  return requisitesIn(NAMES.map(name => oneLine(given[name], `recv.${name}`)))
}

/** They lie in one text, so that a semicolon in one moves the others. */
export function requisitesIn(texts: readonly string[]): Requisites {
  const lying = texts.join(';').split(';')
  return Object.fromEntries(NAMES.map((name, i) => [name, lying[i] ?? '']))
}
