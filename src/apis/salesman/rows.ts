import { SYNONYMS, shownFields } from './form.ts'
import { guideOf, isGuideField, titleOf } from './guides.ts'
import { readFlag, readText } from './parameters.ts'
import { type Client, REQUISITES } from './records.ts'
import type { Fields } from './shipped/php.ts'
import type { Call, View } from './types.ts'

export function documentedRows(call: Call, params: Fields, clients: readonly Readonly<Client>[]): View[] {
  const names = namesAsked(call, params)
  const bankinfo = readFlag(call, params, 'bankinfo')
  const uids = readFlag(call, params, 'uids')
  return clients.map(client => ({
    ...fieldsView(call, client, names),
    ...(bankinfo && { bankinfo: requisitesView(client) }),
    ...(uids && { uids: uidsView(call, client) }),
  }))
}

/** The fields of a client: guide entries by title, what is empty as "". */
export function fieldsView(call: Call, client: Readonly<Client>, names: readonly string[]): Record<string, unknown> {
  const view: Record<string, unknown> = {}
  for (const name of names) view[name] = fieldView(call, client, SYNONYMS[name] ?? name)
  return view
}

function fieldView(call: Call, client: Readonly<Client>, name: string): unknown {
  if (isGuideField(name)) return titleOf(guideOf(call, name), client[name])
  const value = client[name as keyof Client]
  if (name === 'clid' || name === 'iduser') return value
  return value === null || value === undefined || value === 0 ? '' : value
}

/** «вывод банковских реквизитов»: all fifteen, empty ones as "". */
export const requisitesView = ({ recv }: Readonly<Client>): Record<string, string> =>
  Object.fromEntries(REQUISITES.map(name => [name, recv?.[name] ?? '']))

/** «вывод связанных идентификаторов внешних систем»; the page shows none. */
export const uidsView = ({ store }: Pick<Call, 'store'>, { clid }: Readonly<Client>) =>
  store.uids.by('clid', clid).map(({ system, value }) => ({ name: system, value }))

/** «ограничение вывода информации по записям с разделением запятыми» */
function namesAsked(call: Call, params: Fields): readonly string[] {
  const shown = shownFields(call)
  const asked = readText(params, 'fields')
  if (asked === undefined) return shown
  const names = [...new Set(asked.split(',').map(name => name.trim()))].filter(name => isShown(name) || refuse(name))
  if (call.reading('fieldsOrder') === 'request') return names
  const place = (name: string) => shown.indexOf(SYNONYMS[name] ?? name)
  return names.sort((a, b) => place(a) - place(b))

  function isShown(name: string): boolean {
    return shown.includes(SYNONYMS[name] ?? name)
  }
  function refuse(name: string): false {
    call.violate({ rule: 'list.fields', at: 'fields', value: name, docs: 'salesman.txt: Запрос “list”: string fields' })
    return false
  }
}
