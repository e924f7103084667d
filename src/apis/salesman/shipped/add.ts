import { HttpFault } from '../../../api.ts'
import type { Client } from '../records.ts'
import type { Call } from '../types.ts'
import { collated, folded } from './collation.ts'
import { kept, literal } from './database.ts'
import { bare, userId } from './filters.ts'
import { likeness } from './likeness.ts'
import { type Fields, isBlank, isFields, parts, quoted, textOf, valuesOf } from './php.ts'
import { PhpFatal } from './php-fatal.ts'
import { clientTitle, plainText } from './text.ts'

/** The first client of the same title that has one of the phones, but for its first digit, and a mail like it. */
export function shippedTwin({ store }: Call, params: Fields): Readonly<Client> | undefined {
  const title = collated(kept(clientTitle(params.title), 'title'))
  const phones = phonesOf(params.phone)
  const mail = isBlank(params.mail_url)
    ? undefined
    : likeness(literal(`%${plainText(params.mail_url, 'mail_url')}%`, 'mail_url'))
  return store.clients
    .inOrder('collated', ['title', title])
    .find(client => (phones.size === 0 || hasOneOf(phones, bare(client.phone))) && (mail?.(client.mail_url) ?? true))
}

function hasOneOf(phones: ReadonlySet<string>, text: string | null): boolean {
  if (text === null) return false
  const key = folded(text)
  for (const phone of phones) if (key.includes(phone)) return true
  return false
}

const MOST_PHONES = 50_000

/**
 * The phones that are given, a list or a text.
 *
 * @throws {HttpFault} `too-large`
 */
export function phoneList(value: unknown): unknown[] | undefined {
  if (value !== null && typeof value === 'object') return valuesOf(value)
  if (isBlank(value)) return undefined
  const phones = parts(quoted(value).split(',').join(';'), ';')
  if (phones.length > MOST_PHONES)
    throw new HttpFault('too-large', `phone must have at most ${MOST_PHONES} numbers, not ${phones.length}`)
  return phones
}

/** The digits of each but the first. */
function phonesOf(value: unknown): Set<string> {
  const phones = new Set<string>()
  for (const phone of phoneList(value) ?? []) phones.add(digitsOf(textOf(phone, 'phone')).slice(1))
  return phones
}

const digitsOf = (text: string): string => (NO_DIGIT.test(text) ? text.replace(/\D/g, '') : text)
const NO_DIGIT = /\D/

/** What `client` holds, whatever it is; the owner is the one that a record names, else the caller. */
export function* shippedRecords(call: Call, { client }: Fields): Iterable<Fields> {
  if (client === null || typeof client !== 'object') return
  for (const record of valuesOf(client)) {
    if (record !== null && record !== false && typeof record !== 'object')
      throw new PhpFatal('a record of client is not an array', 'Send client as an array of objects.')
    const fields: Fields = isFields(record) ? record : {}
    const { user } = fields
    const iduser = user === undefined || user === null ? call.caller.iduser : userId(call, quoted(user))
    yield { ...fields, iduser }
  }
}
