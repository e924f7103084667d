import { type Client, REQUISITES } from '../records.ts'
import type { Call, View } from '../types.ts'
import { rowFields } from './form.ts'
import { type Fields, isTrue, parts, quoted } from './php.ts'

export function shippedRows(call: Call, params: Fields, clients: readonly Readonly<Client>[]): View[] {
  const names = namesAsked(call, params)
  return clients.map(client => {
    const view = {
      ...Object.assign({}, ...names.map(name => fieldView(call, client, name))),
      ...(isTrue(params.bankinfo) && { bankinfo: requisitesView(client) }),
    }
    // PHP writes an empty array as a list.
    return Object.keys(view).length > 0 ? view : ([] as never)
  })
}

/** The names asked for that a row may have; `fieldsOrder` says in which order. */
function namesAsked(call: Call, params: Fields): string[] {
  const all = rowFields(call)
  const asked = quoted(params.fields)
  if (!isTrue(asked)) return all
  const names = parts(asked, ',').filter(name => all.includes(name))
  return call.reading('fieldsOrder') === 'request' ? names : all.filter(name => names.includes(name))
}

/** A field under its own name, and what it stands for before it. */
function fieldView(call: Call, client: Readonly<Client>, name: string): View {
  const { store } = call
  const guide = (title: string | undefined) => title ?? ''
  switch (name) {
    case 'iduser':
      return { user: store.users.get(client.iduser)?.login ?? '', iduser: client.iduser }
    case 'idcategory':
      return { idcategoryTitle: category(call, client.idcategory), idcategory: client.idcategory }
    case 'head_clid':
      // A slip of the vendor: the head's title is looked for among the categories.
      return { head_clidTitle: category(call, client.head_clid), head_clid: client.head_clid }
    case 'pid':
      return { person: personName(call, client.pid), pid: client.pid }
    case 'territory': {
      const { territory } = client
      return {
        territoryTitle: territory > 0 ? guide(store.territories.get(territory)?.title) : null,
        territory,
      }
    }
    case 'clientpath':
      return {
        clientpathTitle: guide(store.clientpaths.get(client.clientpath)?.title),
        clientpath: client.clientpath,
      }
    default:
      return { [name]: client[name as keyof Client] ?? null }
  }
}

const category = ({ store }: Call, id: number): string =>
  id > 0 ? (store.categories.get(id)?.title ?? '') : '--не определено--'

/** Surname and first name. */
function personName({ store }: Call, pid: number): string | null {
  if (pid <= 0) return ''
  const name = store.persons.get(pid)?.person
  if (!name) return null
  const [surname = '', firstName = ''] = parts(name, ' ')
  return `${surname} ${firstName}`
}

/** Requisites that were never written are null, but for the first. */
export const requisiteOf = ({ recv }: Readonly<Client>, name: string): string | null =>
  recv ? (recv[name] ?? '') : name === 'castUrName' ? '' : null

const requisitesView = (client: Readonly<Client>): View =>
  Object.fromEntries(REQUISITES.map(name => [name, requisiteOf(client, name)]))
