import { expect, test } from 'vitest'
import { dashboard, rowOf } from './support.ts'

const { open, admin, addClient } = await dashboard()

/** What waits for it goes on once it is open. */
function gate() {
  let open = (): void => {}
  const opened = new Promise<void>(resolve => {
    open = resolve
  })
  return { open, opened }
}

test('who asked a reading last shows, however late the journal comes', async () => {
  await addClient('А')
  await addClient('А')
  const journal = gate()
  const page = await open('#/default/readings/salesman', {
    prepare: page =>
      page.route('**/requests?*', async route => {
        await journal.opened
        await route.continue()
      }),
  })
  const status = page.locator('.card', { hasText: 'Which HTTP status does an error have?' })
  await status.getByText('salesman.txt: Возможные ответы').waitFor()
  await page.getByRole('status').filter({ hasText: 'live' }).waitFor()
  expect(await status.getByRole('link').count()).toBe(0)
  journal.open()
  await status.getByRole('link', { name: /^r2/ }).waitFor()
})

test('a choice shows at once, whatever is drawn before the server has answered', async () => {
  const answer = gate()
  const page = await open('#/default/readings/salesman', {
    prepare: page =>
      page.route('**/readings', async route => {
        if (route.request().method() === 'PUT') await answer.opened
        await route.continue()
      }),
  })
  const status = page.locator('.card', { hasText: 'Which HTTP status does an error have?' })
  await status.getByRole('radio', { name: 'ok' }).check()
  await addClient('А')
  await addClient('А')
  await status.getByRole('link', { name: /^r2/ }).waitFor()
  expect(await status.getByRole('radio', { name: 'ok' }).isChecked()).toBe(true)
  answer.open()
  await page.getByText('From the next request on: salesman.status = ok').waitFor()
  expect(await status.getByRole('radio', { name: 'ok' }).isChecked()).toBe(true)
})

test('a choice that the server refuses is taken back', async () => {
  const page = await open('#/default/readings/salesman', {
    prepare: page =>
      page.route('**/readings', route =>
        route.request().method() === 'PUT'
          ? route.fulfill({ status: 400, json: { title: 'Invalid request', detail: 'Not now.' } })
          : route.continue(),
      ),
  })
  const status = page.locator('.card', { hasText: 'Which HTTP status does an error have?' })
  await status.getByRole('radio', { name: 'ok' }).click()
  await page.getByRole('alert').getByText('Not now.').waitFor()
  await expect.poll(() => status.getByRole('radio', { name: 'code' }).isChecked()).toBe(true)
})

test('a reading that is chosen elsewhere shows', async () => {
  const page = await open('#/default/readings/salesman')
  const status = page.locator('.card', { hasText: 'Which HTTP status does an error have?' })
  await status.getByText('salesman.txt: Возможные ответы').waitFor()
  await admin('PUT /sandboxes/default/readings', { 'salesman.status': 'ok' })
  await status.getByText('not default').waitFor()
  expect(await status.getByRole('radio', { name: 'ok' }).isChecked()).toBe(true)
})

test('a journal that is emptied elsewhere is empty', async () => {
  await addClient('А')
  const page = await open()
  await rowOf(page, 'r1').waitFor()
  await admin('DELETE /sandboxes/default/requests')
  await page.getByText('No requests yet').waitFor()
  await addClient('Б')
  await rowOf(page, 'r2').waitFor()
})

test('a checkpoint that is taken elsewhere stands in the list', async () => {
  const page = await open('#/default/changes')
  await page.getByText('Nothing differs').waitFor()
  await admin('POST /sandboxes/default/checkpoints', { name: 'after-login' })
  await page.getByRole('listitem').getByText('after-login').waitFor()
  await admin('DELETE /sandboxes/default/checkpoints')
  await page.getByRole('listitem').getByText('after-login').waitFor({ state: 'hidden' })
})

test('what happens while the list of sandboxes is read is in it', async () => {
  const list = gate()
  const page = await open('#/default/journal', {
    prepare: page =>
      page.route('**/sandboxes', async route => {
        const answer = await route.fetch()
        await list.opened
        await route.fulfill({ response: answer })
      }),
  })
  const sandboxes = page.getByRole('navigation', { name: 'Sandboxes' })
  await page.getByText('No requests yet').waitFor()
  await admin('POST /sandboxes', { id: 'w1' })
  await addClient('А')
  await rowOf(page, 'r1').waitFor()
  list.open()
  await sandboxes.getByRole('link', { name: /^default\s*1/ }).waitFor()
  await sandboxes.getByRole('link', { name: 'w1' }).waitFor()
})

test('what is typed into the search stays while the records change', async () => {
  const page = await open('#/default/data/salesman/clients')
  const field = page.getByLabel('Search records')
  await page.getByText('1 record', { exact: true }).waitFor()
  const records = gate()
  await page.route('**/salesman/clients?*', async route => {
    await records.opened
    await route.continue()
  })
  const asked = page.waitForRequest('**/salesman/clients?*')
  await addClient('ООО Василёк')
  await asked
  await field.pressSequentially('Р')
  records.open()
  await page.getByText('1 record', { exact: true }).waitFor({ state: 'hidden' })
  await field.pressSequentially('ом')
  expect(await field.inputValue()).toBe('Ром')
})

test('collections are counted while records never stop changing', async () => {
  const page = await open('#/default/data/salesman/clients')
  const clients = page
    .getByRole('navigation', { name: 'Collections' })
    .locator('section', { hasText: 'salesman' })
    .getByRole('link', { name: /^clients/ })
  await expect.poll(() => clients.textContent()).toBe('clients1')
  const count = async (): Promise<string | null> => {
    await addClient('А')
    return clients.textContent()
  }
  await expect.poll(count, { interval: 100 }).not.toBe('clients1')
})

test('an entry that comes after its address was opened shows', async () => {
  const page = await open('#/default/journal/r1')
  await page.getByText('This entry is no longer there').waitFor()
  await addClient('ООО Ромашка')
  await page.getByRole('heading', { name: 'Response' }).waitFor()
})
