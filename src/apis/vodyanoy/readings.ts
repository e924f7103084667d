import { defineReadings } from '../../api.ts'

export const readings = defineReadings({
  total: {
    about: 'What does `total` of a list count?',
    options: {
      returned: 'the clients in this answer',
      matching: 'every client that the filters keep',
    },
    default: 'returned',
    docs: 'vodyanoy.txt: получить список клиентов. The page prints 2 where three of its own clients match.',
  },
  notFound: {
    about: 'Which HTTP status does an unknown id or phone get?',
    options: { 404: 'as documented for `psw`', 200: 'the same empty record with status 200' },
    default: '404',
    docs: 'vodyanoy.txt: Получить данные контрагента по паролю. Documented for `psw` only.',
  },
  created: {
    about: 'Which HTTP status does a new client get?',
    options: { 200: 'OK', 201: 'Created' },
    default: '200',
    docs: 'vodyanoy.txt: Создать контрагента и основной адрес. The page shows no status.',
  },
  auth: {
    about: 'Is a token needed?',
    options: {
      none: 'a token is accepted and ignored',
      token: 'the account’s token, as `?token=` or `Authorization: Bearer`',
    },
    default: 'none',
    docs: 'vodyanoy.txt shows no authorisation.',
  },
})
