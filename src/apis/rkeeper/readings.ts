import { defineReadings } from '../../api.ts'

export const readings = defineReadings({
  status: {
    about: 'Which HTTP status do errors have?',
    options: {
      ok: '200; `status` in the body says that it is an error',
      http: 'the status of HTTP that fits: 400, 401, 404, 405, 413, 415',
    },
    default: 'ok',
    docs: 'rkeeper.txt shows no errors and no statuses of HTTP.',
  },
  auth: {
    about: 'Is the access key needed?',
    options: {
      none: 'a key is accepted and ignored; a request without one is served, and is a violation',
      sid: 'the account’s key, in the header `sid`',
    },
    default: 'none',
    docs: 'rkeeper.txt shows no authorisation.',
  },
  badSid: {
    about: 'Which code does a missing or wrong key get?',
    options: {
      'DLW-0005': 'Authentication error',
      'DLW-0012': 'Authorization parameters invalid',
    },
    default: 'DLW-0005',
    docs: 'The vendor’s list of codes (docs.rkeeper.ru: Список возвращаемых ошибок) has both for it.',
  },
  cache: {
    about: 'Are the answers to GET requests cached?',
    options: {
      '60s': 'for one minute, whatever changes in that time',
      off: 'no: every GET shows the current state',
    },
    default: '60s',
    docs: 'rkeeper.txt: Все Get-запросы в данном разделе являются кэшируемыми.',
  },
  clientDelete: {
    about: 'Does this version of CRM delete clients?',
    options: {
      on: 'it does',
      off: 'DELETE Clients is an unknown method',
    },
    default: 'on',
    docs: 'rkeeper.txt: Данный запрос работает не во всех версиях CRM.',
  },
})
