import type { Client } from '../records.ts'
import type { Call } from '../types.ts'
import { collated } from './collation.ts'
import { kept, literal } from './database.ts'
import { bare, userId } from './filters.ts'
import { likeness } from './likeness.ts'
import { type Fields, isBlank, isFields, parts, quoted, textOf, valuesOf } from './php.ts'
import { PhpFatal } from './php-fatal.ts'
import { clientTitle, plainText } from './text.ts'

/** The first client of the same title that has one of the phones, but for its first digit, and a mail like it. */
export function shippedTwin({ store }: Call, params: Fields): Readonly<Client> | undefined {
  const title = collated(kept(clientTitle(params.title), 'title'))
  const phones = phonesOf(params.phone).map(phone => likeness(`%${phone}%`))
  const mail = isBlank(params.mail_url)
    ? undefined
    : likeness(literal(`%${plainText(params.mail_url, 'mail_url')}%`, 'mail_url'))
  return store.clients
    .inOrder('collated', ['title', title])
    .find(
      client =>
        (phones.length === 0 || phones.some(isLike => isLike(bare(client.phone)))) && (mail?.(client.mail_url) ?? true),
    )
}

/** The phones that are given, a list or a text. */
export function phoneList(value: unknown): unknown[] | undefined {
  if (value !== null && typeof value === 'object') return valuesOf(value)
  return isBlank(value) ? undefined : parts(quoted(value).replaceAll(',', ';'), ';')
}

const phonesOf = (value: unknown): string[] =>
  (phoneList(value) ?? []).map(phone => textOf(phone, 'phone').replace(/\D/g, '').slice(1))

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
