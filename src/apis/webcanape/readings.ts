import { defineReadings } from '../../api.ts'

export const readings = defineReadings({
  view: {
    about: 'How is one client wrapped when it is requested by id, added or changed?',
    options: {
      object: '`{"response": {…}}`',
      items: '`{"response": {"items": [{…}]}}`, as a list of one',
      bare: 'the client itself, without a wrapper',
    },
    default: 'object',
    docs: 'webcanape.txt: Получение по идентификатору. «В формате описания отдельного кортежа списка», without an example.',
  },
  maxPerPage: {
    about: 'How large may `per_page` be?',
    options: { 50: 'at most 50, as in Yii; more is 50', none: 'as large as requested' },
    default: '50',
    docs: 'webcanape.txt: Таблица 1. The page names no maximum.',
  },
  pagingHeaders: {
    about: 'What are the paging headers of a list called?',
    options: {
      both: 'both ways',
      hyphen: '`X-Pagination-Total-Count`, as Yii sends them',
      underscore: '`X_Pagination_Total_Count`, as the page prints them',
    },
    default: 'both',
    docs: 'webcanape.txt: Постраничный.',
  },
  sort: {
    about: 'Which way does `sort=name` go?',
    options: {
      documented: 'descending, and `-name` ascending: the page says that `sort=created_at` is newest first',
      yii: 'ascending, and `-name` descending',
    },
    default: 'documented',
    docs: 'webcanape.txt: Получение списка.',
  },
  userOverride: {
    about: 'Who may put a client in the charge of another user?',
    options: { allowed: 'everyone', admins: 'admins; a manager who names another user is refused' },
    default: 'allowed',
    docs: 'webcanape.txt: Таблица 4. «Возможно введение запрета на переопределение данного атрибута для конкретных ролей».',
  },
  deleteBlocked: {
    about: 'Which HTTP status does the refusal to delete a client with deals, offers, contracts or invoices have?',
    options: { 409: 'Conflict', 403: 'Forbidden', 500: 'Internal Server Error, as Yii refuses by itself' },
    default: '409',
    docs: 'webcanape.txt: Удаление. «Возможны случаи, когда прямое удаление клиента не возможно!»',
  },
  errors: {
    about: 'How are errors wrapped?',
    options: { bare: 'not at all, as in Yii', response: 'in `response`, as clients are' },
    default: 'bare',
    docs: 'webcanape.txt shows no error.',
  },
})
