import { type Client, type Person, REQUISITES } from '../records.ts'
import type { Call, View } from '../types.ts'
import { ZERO_DATE } from './database.ts'
import { formFields, isInput } from './form.ts'
import { type Fields, isTrue } from './php.ts'
import { requisiteOf } from './rows.ts'

/** The whole record; of a client without a title only what does not come from it. */
export function shippedInfo(call: Call, params: Fields, client: Readonly<Client>): View {
  return {
    ...(client.title && {
      ...recordView(call, client),
      ...inputsView(call, client),
      ...(isTrue(params.bankinfo) && { bankinfo: requisitesView(client) }),
      ...(isTrue(params.uids) && { uids: uidsView(call, client) }),
    }),
    person: client.title && client.pid > 0 ? personView(client.pid, call.store.persons.get(client.pid)) : null,
    ...(isTrue(params.contacts) && { contacts: contactsView(call, client) }),
  }
}

function recordView(call: Call, client: Readonly<Client>): View {
  const { store } = call
  const { clid, uid, iduser, title, des, idcategory, phone, fax, site_url, mail_url, address, pid } = client
  const { head_clid, scheme, tip_cmr, territory, creator, editor, date_create, date_edit, dostup } = client
  /** An id that names nothing is shown as false. */
  const named = (id: number, found: string | null | undefined) => (id > 0 ? (found ?? false) : '')
  return {
    ...{ clid: call.reading('infoClid') === 'number' ? clid : String(clid), uid, clientUID: uid, iduser, title, des },
    ...{ idcategory, category: named(idcategory, store.categories.get(idcategory)?.title) },
    ...{ phone, fax, site_url, mail_url, address, pid, fav: client.fav ? 'yes' : 'no', trash: yesOrNo(client.trash) },
    ...{ head_clid, head: named(head_clid, store.clients.get(head_clid)?.title), scheme, tip_cmr, relation: tip_cmr },
    ...{ territory, territoryname: named(territory, store.territories.get(territory)?.title) },
    ...{ created: date_create, creator: userName(call, creator), creatorID: creator, date_create: short(date_create) },
    ...{ edited: date_edit, editor: userName(call, editor), editorID: editor, date_edit: short(date_edit), dostup },
    clientpath: named(client.clientpath, store.clientpaths.get(client.clientpath)?.title),
    ...{ clientpath2: client.clientpath, type: client.type, priceLevel: client.priceLevel },
  }
}

const yesOrNo = (trash: boolean | null): string | null => (trash === null ? null : trash ? 'yes' : 'no')

const userName = ({ store }: Call, iduser: number): string => store.users.get(iduser)?.title || 'не определено'

/** `30.05.15,  23:05` */
function short(date: string | null): string {
  if (date === null || date === ZERO_DATE) return ''
  const [year = '', month, day, hour, minute] = date.split(/\D/)
  return `${day}.${month}.${year.slice(2)},  ${hour}:${minute}`
}

/** The additional fields that are on, in the form's order. */
const inputsView = (call: Call, client: Readonly<Client>): View =>
  Object.fromEntries(
    formFields(call)
      .filter(({ name }) => isInput(name))
      .sort((a, b) => a.order - b.order)
      .map(({ name }) => [name, client[name as `input${number}`] ?? null]),
  )

function requisitesView(client: Readonly<Client>): View {
  const { clid, title, address, type } = client
  const [first, ...others] = REQUISITES.map(name => [name, requisiteOf(client, name)] as const)
  return {
    ...{ clid, [first![0]]: first![1], castUrNameShort: requisiteOf(client, 'castUrNameShort'), castName: title },
    ...Object.fromEntries(others),
    ...{ castFacAddr: address, castType: type },
  }
}

const uidsView = ({ store }: Call, { clid }: Readonly<Client>): View[] =>
  store.uids.by('clid', clid).map(({ datum, system, value }) => ({ datum, name: system, value, eid: 0, clid, did: 0 }))

const personView = (pid: number, person: Readonly<Person> | undefined): View => ({
  ...{ pid, title: person?.person ?? null, post: person?.ptitle ?? null },
  ...{ phone: person?.tel ?? null, mob: person?.mob ?? null, email: person?.mail ?? null },
})

/** The caller's own contacts that have a mail; numbers are texts. */
function contactsView(call: Call, client: Readonly<Client>): View[] {
  const { store, caller } = call
  const own = store.persons.inOrder('clid', client.clid).filter(({ iduser, mail }) => iduser === caller.iduser && mail)
  return own.map(({ pid, person, ptitle, tel, mob, mail, iduser, rol, date_create, clientpath }) => ({
    ...{ pid: String(pid), person, ptitle, clid: String(client.clid), tel, mob, mail, iduser: String(iduser), rol },
    ...{ date_create, client: client.title, user: store.users.get(iduser)?.title ?? null, color: null, relation: null },
    clientpath: store.clientpaths.get(clientpath)?.title ?? null,
  }))
}
