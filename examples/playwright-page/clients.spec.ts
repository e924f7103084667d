import type { Page } from '@playwright/test'
import { expect, type Sandbox, test } from 'poligon/playwright'

test.use({ sandboxOptions: { scenario: 'blank' } })

/** Opens the page, and tells it where this worker's CRM is. */
async function open(page: Page, sandbox: Sandbox): Promise<void> {
  await page.goto(`${process.env.PAGE_URL}/?crm=${encodeURIComponent(sandbox.baseUrl('salesman'))}`)
}

async function add(page: Page, title: string): Promise<void> {
  await page.getByLabel('Название').fill(title)
  await page.getByRole('button', { name: 'Добавить' }).click()
}

// Three workers add the same client to one server at once: each is the first in its own world.
for (const worker of [1, 2, 3])
  test(`a new client is shown, and counted once (${worker})`, async ({ page, sandbox }) => {
    await open(page, sandbox)
    await expect(page.locator('#count')).toHaveText('0')
    await add(page, 'ООО Ромашка')
    await expect(page.getByRole('listitem')).toHaveText(['ООО Ромашка'])
    await expect(page.locator('#count')).toHaveText('1')
  })

test('a duplicate is told, with the number of the client that is there', async ({ page, sandbox }) => {
  await open(page, sandbox)
  await add(page, 'ООО Ромашка')
  await expect(page.getByRole('status')).toHaveText(/^Добавлен № (\d+)$/)
  const [{ key }] = (await sandbox.changes()).filter(({ collection }) => collection === 'clients')
  await add(page, 'ООО Ромашка')
  await expect(page.getByRole('status')).toHaveText(`Найден существующий клиент: № ${key}`)
})

test('an answer that is lost on its way is told; the client is there all the same', async ({ page, sandbox }) => {
  await open(page, sandbox)
  await sandbox.faults.add({ match: { operation: 'salesman client.add' }, times: 1, abort: 'truncate' })
  await add(page, 'ООО Ромашка')
  await expect(page.getByRole('status')).toHaveText('CRM не отвечает, попробуйте ещё раз')
  await add(page, 'ООО Ромашка')
  await expect(page.getByRole('status')).toHaveText(/^Найден существующий клиент/)
})
