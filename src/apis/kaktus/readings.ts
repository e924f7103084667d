import { defineReadings } from '../../api.ts'

export const readings = defineReadings({
  firstPage: {
    about: 'Which number does the first page have?',
    options: { 0: 'pages count from 0, as the vendor’s clients send', 1: 'pages count from 1' },
    default: '0',
    docs: 'kaktus.txt: Получение перечня контрагентов. «Паджинация стандартная: page, size».',
  },
  unknownId: {
    about: 'What does a save do with an id, of a counteragent or an organization, that is not known?',
    options: { create: 'creates a record under that id', reject: 'refuses it' },
    default: 'create',
    docs: 'kaktus.txt: Создание/обновление контрагента. The id «служит для поиска существующего».',
  },
  extId: {
    about: 'May several counteragents have one `extId`?',
    options: { shared: 'yes; the filter gives all that have it', unique: 'no; a taken one is refused' },
    default: 'shared',
    docs: 'kaktus.txt: Создание/обновление контрагента. Both examples save the same one.',
  },
  errorStatus: {
    about: 'Which HTTP status does an error have?',
    options: {
      200: '200; `success` carries it',
      '4xx': '400; 401 not authorised, 404 unknown id or path, 405 method, 409 in use, 413, 415',
    },
    default: '200',
    docs: 'kaktus.txt: Удаление контрагента, «Ошибка». The page shows no status.',
  },
  auth: {
    about: 'Is a token needed?',
    options: { none: 'a token is accepted and ignored', bearer: '`Authorization: Bearer` with one from `auth.login`' },
    default: 'none',
    docs: 'kaktus.txt shows no authorisation.',
  },
})
