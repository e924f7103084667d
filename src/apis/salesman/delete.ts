import { StoreConflict, schema } from '../../api.ts'
import { ownersSeen } from './account.ts'
import { documented, hasDeals, notDeleted, nothingToDelete } from './errors.ts'
import { parametersOf, readWhole } from './parameters.ts'
import type { Client } from './records.ts'
import { shippedCascade } from './shipped/delete.ts'
import { type Fields, wholeOf } from './shipped/php.ts'
import { withPhpFatal } from './shipped/php-fatal.ts'
import { type Call, operation } from './types.ts'

/** How many records went along with a client, or were unbound. */
export interface Cascade {
  readonly history: number
  readonly persons: number
  readonly reminders: number
  readonly files: number
}

/** Removes what a client leaves behind, and it. */
const ALONG = {
  documented: ({ store }: Call, { clid }: Readonly<Client>): Cascade => {
    const { history = 0, persons = 0, reminders = 0, files = 0 } = store.clients.remove(clid)
    return { history, persons, reminders, files }
  },
  shipped: shippedCascade,
}

/** Whose clients the caller may change; undefined: everybody's. The shipped server asks nobody. */
export const CHANGEABLE = { documented: ownersSeen, shipped: (): undefined => undefined }

const clidOf = (call: Call, params: Fields): number =>
  call.reading('transport') === 'shipped' ? wholeOf(params.clid) : (readWhole(params, 'clid') ?? 0)

const ERRORS = 'salesman.txt: Запрос “delete”: Возможные ответы в случае ошибок'

export const remove = operation('GET,POST /client/delete', {
  id: 'client.delete',
  summary: 'Удаление клиента, у которого нет сделок',
  docs: 'salesman.txt: Запрос “delete”',
  body: schema<Fields>('salesman/client.delete.json'),
  replies: { 200: schema('salesman/client.delete.reply.json') },
  cases: [notDeleted(), nothingToDelete(), hasDeals()].map(refusal => documented(refusal, ERRORS)),
  handle: call =>
    withPhpFatal(call, () => {
      const clid = clidOf(call, parametersOf(call) ?? {})
      if (clid === 0) throw nothingToDelete()
      const client = call.store.clients.get(clid)
      const owners = CHANGEABLE[call.reading('visibility')](call)
      if (!client || !(owners?.includes(client.iduser) ?? true)) throw notDeleted()
      const { history, persons, reminders, files } = removed(call, client)
      return {
        status: 200,
        body: {
          message:
            `Успешно: Клиент удален.<br>Также удалено ${history} записи истории активностей. ` +
            `Снята привязка к Клиенту у ${persons} Контактов. ` +
            `Удалено ${reminders} записей напоминаний. Удалено ${files} файлов.`,
          result: 'Клиент удален',
          data: clid,
        },
      }
    }),
})

/** «Метод работает только в случае, если у клиента нет сделок (активных или закрытых)» */
function removed(call: Call, client: Readonly<Client>): Cascade {
  try {
    return ALONG[call.reading('deletion')](call, client)
  } catch (error) {
    if (!(error instanceof StoreConflict)) throw error
    const { within, by } = error
    throw hasDeals().about(within, by!)
  }
}
