import { schema } from '../../api.ts'
import { parametersOf } from './parameters.ts'
import { formAnswer } from './shipped/form.ts'
import { withPhpFatal } from './shipped/php-fatal.ts'
import { type Call, operation } from './types.ts'

/** What every client has, whatever the form. */
const OWN_FIELDS = {
  clid: 'Уникальный идентификатор записи клиента в CRM',
  uid: 'Уникальный идентификатор записи клиента в вашей ИС',
  type: 'Тип записи - client,person,concurent,contractor,partner',
  date_create: 'Дата создания. Timestamp',
  date_edit: 'Дата последнего изменения. Timestamp',
}

/** The page's 21 names, in its order, and the form's additional ones. */
const ORDER = [
  ...[...Object.keys(OWN_FIELDS), 'title', 'iduser', 'idcategory', 'head_clid', 'pid', 'address', 'phone', 'fax'],
  ...['site_url', 'mail_url', 'territory', 'des', 'scheme', 'tip_cmr', 'recv', 'clientpath'],
  ...Array.from({ length: 9 }, (_, i) => `input${i + 1}`),
]

/** «date_change», and the page's own slip «date_chage», mean `date_edit`. */
export const SYNONYMS: Readonly<Record<string, string>> = { date_change: 'date_edit', date_chage: 'date_edit' }

/** The names that are on, in the page's order, with their titles. */
export function activeFields({ store }: Pick<Call, 'store'>): Map<string, string> {
  const own: Readonly<Record<string, string>> = OWN_FIELDS
  const active = new Map<string, string>()
  for (const name of ORDER) {
    const field = store.fields.get(name)
    if (field ? field.on : name in own) active.set(name, field?.title ?? own[name]!)
  }
  return active
}

/** The active names that an answer shows: requisites come on their own. */
export const shownFields = (call: Pick<Call, 'store'>): string[] =>
  [...activeFields(call).keys()].filter(name => name !== 'recv')

const ANSWERS = {
  documented: (call: Call) => Object.fromEntries(activeFields(call)),
  shipped: formAnswer,
}

export const fields = operation('GET,POST /client/fields', {
  id: 'client.fields',
  summary: 'Список доступных полей клиента',
  docs: 'salesman.txt: Запрос “fields”',
  body: schema<object>('salesman/client.fields.json'),
  replies: { 200: schema('salesman/client.fields.reply.json') },
  handle: call =>
    withPhpFatal(call, () => {
      parametersOf(call)
      return { status: 200, body: { data: ANSWERS[call.reading('formFields')](call) } }
    }),
})
