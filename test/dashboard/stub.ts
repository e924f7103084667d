import type { Page } from '@playwright/test'

/** What a server answers that explains itself, for pages to show before it does. */
export const COVERAGE = {
  apis: [
    {
      name: 'salesman',
      operations: { seen: 5, of: 7, missing: ['client.add.list', 'client.update'] },
      cases: {
        seen: 9,
        of: 21,
        missing: [
          {
            operation: 'client.delete',
            id: 'deals',
            status: 406,
            text: 'Удаление клиента не возможно - есть сделки',
            docs: { page: 'salesman.txt', heading: 'Запрос “delete”' },
          },
          {
            operation: 'client.info',
            id: 'unknown',
            status: 404,
            text: 'Не найдено',
            docs: { page: 'salesman.txt', heading: 'Запрос “info”' },
          },
        ],
      },
      readings: { seen: 7, of: 25, options: [{ id: 'salesman.status', seen: ['code'], of: ['code', 'ok'] }] },
      parameters: { seen: 12, of: 43, missing: ['client.list dateStart', 'client.list dateEnd', 'client.add recv'] },
    },
    {
      name: 'rkeeper',
      operations: { seen: 21, of: 21, missing: [] },
      cases: { seen: 30, of: 34, missing: [] },
      readings: { seen: 4, of: 4, options: [] },
      parameters: { seen: 31, of: 31, missing: [] },
    },
  ],
  violations: { undocumented: 2, 'unknown-operation': 1 },
  faults: {
    armed: 2,
    struck: 1,
    idle: [
      { sandbox: 'default', id: 'f2', explains: 'The next request to rkeeper clients.get has its connection reset.' },
    ],
  },
  unmatched: 1,
}

export const WHY = {
  operation: { id: 'salesman client.add', docs: { page: 'salesman.txt', heading: 'Запрос “add”' } },
  rule: {
    id: 'client.add duplicate',
    text: 'A client of the same title and contacts is there already: 406, with its clid.',
    docs: { page: 'salesman.txt', heading: 'Возможные ответы в случае ошибок' },
  },
  readings: [
    { id: 'salesman.status', option: 'code', about: 'Which HTTP status has an error?', others: ['ok'] },
    {
      id: 'salesman.duplicate',
      option: 'title+contacts',
      about: 'When is a new client a duplicate?',
      others: ['title', 'contacts'],
    },
  ],
  changes: [],
  cache: null,
  fault: null,
  violations: [],
  nearest: null,
}

/** Lets the page believe that the server tells coverage, and why entry `id` was answered as it was. */
export async function explain(page: Page, id: string, entry: object): Promise<void> {
  await page.route('**/coverage*', route => route.fulfill({ json: COVERAGE }))
  await page.route(`**/requests/${id}`, route => route.fulfill({ json: { ...entry, why: WHY } }))
}
