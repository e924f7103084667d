import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { dashboard, RKEEPER, SALESMAN } from './support.ts'

const { open, admin, addClient, send } = await dashboard()

/** The facts that the entry which is open tells, by their names. */
async function factsOf(page: Page): Promise<Record<string, string[]>> {
  const facts = page.getByRole('region', { name: 'Entry' }).locator('.facts-list')
  await facts.waitFor()
  return facts.evaluate(list => {
    const told: Record<string, string[]> = {}
    for (const name of list.querySelectorAll(':scope > dt'))
      told[name.textContent] = [...name.nextElementSibling!.querySelectorAll('a, strong, code, small, span, bdi')]
        .filter(part => part.children.length === 0)
        .map(part => part.textContent)
    return told
  })
}

test('an answer is told with its operation, rule, fault and violations', async () => {
  await addClient('ООО Ромашка')
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.add' }, delayMs: 1 })
  const body = { title: 'ООО Ромашка', foo: 1 }
  await send({ method: 'POST', path: '/developer/v3/client/add', headers: SALESMAN, body })
  const page = await open('#/default/journal/r2')
  expect(await factsOf(page)).toEqual({
    Operation: ['salesman client.add', 'salesman.txt: Запрос “add”'],
    Rule: [
      'Найден существующий клиент',
      'duplicate',
      'clients 6274',
      ' (title)',
      'salesman.txt: Запрос “add”: Возможные ответы в случае ошибок',
    ],
    Fault: ['f1', 'Every request to salesman client.add waits 1 ms.'],
    Violations: ['undocumented', 'body.foo', '1', 'salesman.txt: Запрос “add”'],
  })
  await page.getByText('It changed nothing.').waitFor()
})

test('readings that shaped an answer are switched beside it', async () => {
  await addClient('ООО Ромашка')
  await addClient('ООО Ромашка')
  const page = await open('#/default/journal/r2')
  const entry = page.getByRole('region', { name: 'Entry' })
  const status = entry.getByRole('group', { name: 'Which HTTP status does an error have?' })
  await entry.locator('summary', { hasText: 'Readings that shaped it' }).click()
  await expect.poll(() => status.getByRole('radio', { name: 'code' }).isChecked()).toBe(true)
  await status.getByText('used here').waitFor()
  await status.getByRole('radio', { name: 'ok' }).check()
  await page.getByText('From the next request on: salesman.status = ok').waitFor()
  expect(await admin('GET /sandboxes/default/readings')).toMatchObject({ readings: { 'salesman.status': 'ok' } })
})

test('what a request wrote is shown field by field', async () => {
  await addClient('ООО Ромашка')
  const page = await open('#/default/journal/r1')
  const entry = page.getByRole('region', { name: 'Entry' })
  await entry.getByText('None: it was answered as asked.').waitFor()
  await entry.locator('summary', { hasText: '6274' }).click()
  await entry
    .getByRole('row', { name: /^title/ })
    .getByText('ООО Ромашка')
    .waitFor()
})

test('an answer from the cache tells its age', async () => {
  const types = { path: '/api/v1/crm/TypesContacts?objectId=7001', headers: RKEEPER }
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T09:00:00+03:00', frozen: true })
  await send(types)
  await admin('POST /sandboxes/default/clock/advance', { seconds: 12 })
  await send(types)
  const page = await open('#/default/journal/r2')
  await page.getByText('Served from the cache, 12 s old').waitFor()
  await page.goto(`${page.url().split('#')[0]}#/default/journal/r1`)
  await page.getByText('Not in the cache').waitFor()
})

test('a request that reaches nothing shows what comes nearest', async () => {
  await send({ path: '/developer/v3/client/lst', headers: SALESMAN })
  const page = await open('#/default/journal/r1')
  await page.getByText('No operation has this method and path.').waitFor()
  expect(await page.locator('.nearest').allTextContents()).toEqual([
    'salesman client.list',
    'salesman client.delete',
    'salesman client.add.list',
  ])
})
