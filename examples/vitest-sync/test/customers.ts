import type { Customer } from '../src/sync.ts'

/** The default account, as `mock-server` prints it when it starts. */
export const account = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }

export const daisy: Customer = {
  id: 'shop-1',
  name: 'ООО Ромашка',
  phone: '8 (495) 123-45-67',
  mail: 'info@romashka.example',
}

export const violet: Customer = {
  id: 'shop-2',
  name: 'ООО Фиалка',
  phone: '8 (495) 765-43-21',
  mail: 'info@fialka.example',
}
