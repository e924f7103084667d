import { defineReadings } from '../../api.ts'
import { shippedReadings } from './shipped/readings.ts'

const LIST = 'salesman.txt: Запрос “list”'

export const readings = defineReadings({
  status: {
    about: 'Which HTTP status does an error have?',
    options: { code: 'the documented code', ok: '200, whatever the code' },
    default: 'code',
    profiles: { shipped: 'ok' },
    docs: 'salesman.txt: Возможные ответы в случае ошибок. Codes are listed, not where they stand.',
  },
  count: {
    about: 'What does `count` of a list count?',
    options: { total: 'every client that the filters keep', page: 'the rows of this answer' },
    default: 'total',
    profiles: { shipped: 'page' },
    docs: `${LIST}: общее количество записей в выборке`,
  },
  dates: {
    about: 'Which clients do `dateStart` and `dateEnd` keep?',
    options: {
      days: 'a start alone: from its day on; an end alone: before its day; both: those days and all between',
      strict: 'after 00:00 of the start, before 00:00 of the end',
    },
    default: 'days',
    profiles: { shipped: 'strict' },
    docs: `${LIST}: с датой создания больше (меньше) указанной даты`,
  },
  word: {
    about: 'Does `word` find phones that are written differently?',
    options: { digits: 'a word of digits is looked for among the digits of phones too', text: 'only as written' },
    default: 'digits',
    docs: `${LIST}: слово поиска по полям`,
  },
  trash: {
    about: 'Does a list without `filter.trash` show clients in the trash?',
    options: { hide: 'no', show: 'yes' },
    default: 'hide',
    profiles: { shipped: 'show' },
    docs: `${LIST}: признак нахождения в корзине`,
  },
  fieldsOrder: {
    about: 'In which order do the fields that `fields` names come?',
    options: { form: 'in that of the answer of `fields`', request: 'as the request names them' },
    default: 'form',
    profiles: { shipped: 'request' },
    docs: `${LIST}: ограничение вывода информации по записям`,
  },
  infoClid: {
    about: 'Which type does `clid` have in `info`?',
    options: { string: 'a text, as in the example', number: 'a number, as everywhere else' },
    default: 'string',
    profiles: { shipped: 'number' },
    docs: 'salesman.txt: Запрос “info”: Пример ответа',
  },
  duplicate: {
    about: 'What is a duplicate of a new client?',
    options: {
      'title+contacts': 'the same title and, where the request gives them, a phone in common and the same mail',
      title: 'the same title',
      uid: 'the same uid',
      any: 'the same title, phone, mail or uid',
    },
    default: 'title+contacts',
    docs: 'salesman.txt: Запрос “add”: 406 – Найден существующий клиент. It does not say what makes it one.',
  },
  recvResult: {
    about: 'Where does `update` say that requisites were changed?',
    options: { joined: 'at the end of `result`, as in the examples', separate: 'in `recv`, as the text promises' },
    default: 'joined',
    docs: 'salesman.txt: Запрос “update”: Результат выносится в отдельный ответ "recv"',
  },
  telephony: {
    about: 'Does the account have telephony, for which `add` stores phones?',
    options: { off: 'no: phones are stored as they are written', on: 'yes: phones are stored as digits alone' },
    default: 'off',
    docs: 'salesman.txt: Запрос “add”: phone. The page does not speak of telephony.',
  },
  ...shippedReadings,
})
