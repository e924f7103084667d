import type { Field } from '../records.ts'
import type { Call } from '../types.ts'

const OWN = {
  clid: 'Уникальный идентификатор записи клиента в CRM',
  uid: 'Уникальный идентификатор записи клиента в вашей ИС',
  type: 'Тип записи (допустимые - client,person,concurent,contractor,parnter)',
  date_create: 'Дата создания. Timestamp',
  date_edit: 'Дата последнего изменения. Timestamp',
}

/** The form's fields that are on, in the order of the store; the five that every client has are none of the form's. */
export const formFields = ({ store }: Pick<Call, 'store'>): Readonly<Field>[] =>
  store.fields.all().filter(({ name, on }) => on && !(name in OWN))

export const formAnswer = (call: Call): Record<string, string> => ({
  ...OWN,
  ...Object.fromEntries(formFields(call).map(({ name, title }) => [name, title])),
})

export const isInput = (name: string): name is `input${number}` => name.includes('input')

/** The names that a row of a list may have. */
export const rowFields = (call: Pick<Call, 'store'>): string[] => [
  ...Object.keys(OWN),
  ...formFields(call)
    .map(({ name }) => name)
    .filter(name => name !== 'recv'),
]
