import { afterAll, expect, test } from 'vitest'
import { orders } from '../support/orders.ts'
import { answer, receive } from '../support/receiver.ts'
import { dashboard, rowOf } from './support.ts'

const { open, admin, send } = await dashboard({
  apis: [orders],
  api: ['orders'],
  scenario: 'empty',
  frozen: true,
  onDefect: () => {},
})
const receiver = await receive()
afterAll(() => receiver.close())

test('a webhook has a row that changes with its attempts, and tells of each', async () => {
  await admin('POST /sandboxes', { id: 'w1' })
  receiver.behave(answer(503), answer(200))
  const page = await open('#/w1/journal')
  await send({ method: 'POST', path: '/~w1/orders/v1/send', body: { webhooks: [{ url: receiver.url, retry: [1] }] } })
  const row = rowOf(page, 'r2')
  await row.getByText('waiting').waitFor()
  expect((await row.locator('td').allInnerTexts()).slice(1)).toEqual([
    ...['POST', receiver.url, 'waiting', '503', expect.stringMatching(/^\d/), 'webhook'],
  ])
  await admin('POST /sandboxes/w1/clock/advance', { seconds: 1 })
  await row.getByText('delivered').waitFor()
  await row.click()
  const attempts = page.locator('.entry ol li')
  await attempts.nth(1).waitFor()
  expect(await attempts.locator('.status').allInnerTexts()).toEqual(['503', '200'])
  expect(await page.locator('tr[data-id="r2"]').count()).toBe(1)
})

test('a timer that failed tells why', async () => {
  await admin('POST /sandboxes', { id: 'w1' })
  const page = await open('#/w1/journal')
  await send({
    method: 'POST',
    path: '/~w1/orders/v1/plan',
    body: { span: { seconds: 1 }, timer: 'fail', payload: { a: 1 } },
  })
  await admin('POST /sandboxes/w1/clock/advance', { seconds: 1 })
  const row = rowOf(page, 'r2')
  await row.getByText('failed timer').waitFor()
  await row.click()
  await page.getByText('Timer fail of orders failed, and wrote nothing: the warehouse is closed').waitFor()
  await page.locator('.entry').getByText('"a": 1').waitFor()
})
