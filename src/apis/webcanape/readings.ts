import { defineReadings } from '../../api.ts'

export const readings = defineReadings({
  view: {
    about: 'In what does one client come, when it is asked for by id, added or changed?',
    options: {
      object: '`{"response": {…}}`',
      items: '`{"response": {"items": [{…}]}}`, as a list of one',
      bare: 'the client itself, in nothing',
    },
    default: 'object',
    docs: 'webcanape.txt: Получение по идентификатору. «В формате описания отдельного кортежа списка», without an example.',
  },
  maxPerPage: {
    about: 'How large may `per_page` be?',
    options: { 50: 'at most 50, as in Yii; more is 50', none: 'as large as it is asked for' },
    default: '50',
    docs: 'webcanape.txt: Таблица 1. The page names no maximum.',
  },
  pagingHeaders: {
    about: 'How are the headers of a page of the list called?',
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
      documented: 'downwards, and `-name` upwards: the page says that `sort=created_at` is newest first',
      yii: 'upwards, and `-name` downwards',
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
    about: 'With which HTTP status is it refused to delete a client that has deals, offers, contracts or invoices?',
    options: { 409: 'Conflict', 403: 'Forbidden', 500: 'Internal Server Error, as Yii refuses by itself' },
    default: '409',
    docs: 'webcanape.txt: Удаление. «Возможны случаи, когда прямое удаление клиента не возможно!»',
  },
  errors: {
    about: 'In what do errors come?',
    options: { bare: 'in nothing, as in Yii', response: 'in `response`, as clients do' },
    default: 'bare',
    docs: 'webcanape.txt shows no error.',
  },
})
