import { type DocumentedCase, formatStamp, schema } from '../../api.ts'
import { CHANGEABLE } from './delete.ts'
import { documented, missingTitle, nothingToUpdate, notUpdated } from './errors.ts'
import { isAbsent, parametersOf, readText, readWhole } from './parameters.ts'
import type { Client } from './records.ts'
import type { Fields } from './shipped/php.ts'
import { withPhpFatal } from './shipped/php-fatal.ts'
import { shippedChanges, shippedRequisites, shippedUpdatable } from './shipped/update.ts'
import { type Call, operation } from './types.ts'
import { documentedValues, ownerOf, requisitesOf } from './values.ts'

type Changes = Partial<Client>

/** «clid … (обязательное поле) ИЛИ uid»: those that may be meant, the first first. */
function documentedUpdatable({ store }: Call, params: Fields): readonly Readonly<Client>[] {
  const clid = readWhole(params, 'clid')
  const uid = readText(params, 'uid')
  if (clid === undefined && uid === undefined) throw nothingToUpdate()
  if (clid === undefined) return store.clients.by('known', ['uid', uid!])
  const client = store.clients.get(clid)
  return client ? [client] : []
}

const UPDATABLE = { documented: documentedUpdatable, shipped: shippedUpdatable }

/** What of the request differs from the record; null where nothing does. */
function documentedChanges(call: Call, params: Fields, client: Readonly<Client>): Changes | null {
  const values: Changes = {
    ...documentedValues(call, params),
    ...(!isAbsent(params.iduser) && { iduser: ownerOf(call, { iduser: params.iduser }, client.iduser) }),
  }
  const names = Object.keys(values) as (keyof Client)[]
  const changed = names.filter(name => (values[name] ?? '') !== (client[name] ?? ''))
  return changed.length > 0 ? (Object.fromEntries(changed.map(name => [name, values[name]])) as Changes) : null
}

const CHANGES = { documented: documentedChanges, shipped: shippedChanges }

/** «Можно передавать только те реквизиты, которые надо обновить»; undefined where `recv` is not sent. */
const REQUISITES = {
  documented: (call: Call, params: Fields, { recv }: Readonly<Client>) => {
    const given = requisitesOf(call, params)
    return given && { ...recv, ...given }
  },
  shipped: shippedRequisites,
}

const DOCS = 'salesman.txt: Запрос “update”'
const ERRORS = `${DOCS}: Возможные ответы в случае ошибок`
const UPDATED = 'Успешно'
const IDENTICAL = 'Данные корректны, но идентичны имеющимся.'
const WITH_REQUISITES = 'Реквизиты обновлены'

const success = (id: string, text: string, heading: string): DocumentedCase => ({
  ...{ id, status: 200, text, docs: `${DOCS}: ${heading}` },
})

const CASES = [
  success('updated', UPDATED, 'Ответ'),
  success('updated-recv', `${UPDATED}; ${WITH_REQUISITES}`, 'Ответ'),
  success('identical', IDENTICAL, 'Если данные совпадают с имеющимися в базе'),
  success('identical-recv', `${IDENTICAL}; ${WITH_REQUISITES}`, 'Если данные совпадают с имеющимися в базе'),
  documented(notUpdated(), ERRORS),
  documented(nothingToUpdate(), ERRORS),
  documented(missingTitle(), ERRORS, { basis: 'The page says it of `add` alone.' }),
]

export const update = operation('POST,GET /client/update', {
  id: 'client.update',
  summary: 'Обновить данные клиента',
  docs: DOCS,
  body: schema<Fields>('salesman/client.update.json'),
  replies: { 200: schema('salesman/client.update.reply.json') },
  cases: CASES,
  handle: call =>
    withPhpFatal(call, () => {
      const { store } = call
      const params = parametersOf(call) ?? {}
      const client = updatable(call, params)
      const { clid } = client
      const changes = CHANGES[call.reading('cleaning')](call, params, client)
      const hid = changes ? changed(call, clid, changes) : undefined
      const recv = REQUISITES[call.reading('cleaning')](call, params, client)
      if (recv) store.clients.update(clid, { recv })
      const result = changes ? UPDATED : IDENTICAL
      const joined = recv !== undefined && call.reading('recvResult') === 'joined'
      return {
        status: 200,
        body: {
          ...{
            data: clid,
            ...(hid !== undefined && { hid }),
            result: joined ? `${result}; ${WITH_REQUISITES}` : result,
          },
          ...(recv && !joined && { recv: WITH_REQUISITES }),
        },
        case: `${changes ? 'updated' : 'identical'}${recv ? '-recv' : ''}`,
      }
    }),
})

function updatable(call: Call, params: Fields): Readonly<Client> {
  const owners = CHANGEABLE[call.reading('visibility')](call)
  const client = UPDATABLE[call.reading('lookup')](call, params).find(({ iduser }) => owners?.includes(iduser) ?? true)
  if (!client) throw notUpdated()
  return client
}

/** Writes changes and a row of history, whose id it gives. */
function changed(call: Call, clid: number, changes: Changes): number {
  const { store, caller } = call
  const datum = formatStamp(call.now, call.zone)
  store.clients.update(clid, { ...changes, date_edit: datum, editor: caller.iduser })
  const des = `Изменены параметры записи: ${Object.keys(changes).join(', ')}`
  return store.history.insert({ clid, des, tip: 'ЛогCRM', iduser: caller.iduser, datum }).id
}
