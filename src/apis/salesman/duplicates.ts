import { mailKey, phonesIn, titleKey } from './keys.ts'
import type { Client } from './records.ts'
import type { Fields } from './shipped/php.ts'
import type { Call } from './types.ts'

/** What of a new client may be another's too. */
interface Traits {
  readonly title: string
  readonly uid: string
  readonly mail: string
  readonly phones: readonly string[]
}

type Find = (find: (name: string, value: string) => Readonly<Client>[], traits: Traits) => Readonly<Client>[]

/** «406 – Найден существующий клиент»: clients of other managers and in the trash count. */
const TWINS: Readonly<Record<'title+contacts' | 'title' | 'uid' | 'any', Find>> = {
  'title+contacts': (find, { title, phones, mail }) =>
    find('title', title).filter(
      twin =>
        (phones.length === 0 || phonesIn(twin.phone).some(digits => phones.includes(digits))) &&
        (mail === '' || mailKey(twin.mail_url ?? '') === mail),
    ),
  title: (find, { title }) => find('title', title),
  uid: (find, { uid }) => find('uid', uid),
  any: (find, { title, uid, phones, mail }) => [
    ...find('title', title),
    ...phones.flatMap(digits => find('phone', digits)),
    ...find('mail', mail),
    ...find('uid', uid),
  ],
}

/** The client that a new one would double. */
export function documentedTwin(call: Call, params: Fields): Readonly<Client> | undefined {
  const traits = traitsOf(params)
  if (traits.title === '') return undefined
  const find = (name: string, value: string) => (value === '' ? [] : call.store.clients.by('known', [name, value]))
  return TWINS[call.reading('duplicate')](find, traits)[0]
}

/** The fields in which a client and a new one coincide. */
export function sharedFields(client: Readonly<Client>, params: Fields): string[] {
  const { title, uid, mail, phones } = traitsOf(params)
  const shared = {
    title: titleKey(client.title ?? '') === title,
    phone: phonesIn(client.phone).some(digits => phones.includes(digits)),
    mail_url: mail !== '' && mailKey(client.mail_url ?? '') === mail,
    uid: uid !== '' && client.uid === uid,
  }
  return Object.entries(shared).flatMap(([field, isShared]) => (isShared ? [field] : []))
}

function traitsOf(params: Fields): Traits {
  const given = (name: string): string => (typeof params[name] === 'string' ? params[name] : '')
  const phones = Array.isArray(params.phone)
    ? params.phone.filter(phone => typeof phone === 'string').join(',')
    : given('phone')
  return {
    ...{ title: titleKey(given('title')), uid: given('uid'), mail: mailKey(given('mail_url')) },
    phones: phonesIn(phones),
  }
}
