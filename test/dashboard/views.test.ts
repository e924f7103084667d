import { expect, test } from 'vitest'
import { dashboard, openDetails, rowOf, SALESMAN } from './support.ts'

const { open, admin, addClient, running, send } = await dashboard()

test('Changes shows what differs from the start, field by field', async () => {
  await addClient('ООО Ромашка')
  await admin('PATCH /sandboxes/default/data/salesman/clients/1781', { title: 'Новое имя' })
  const page = await open('#/default/changes')
  const group = page.getByRole('region', { name: 'salesman clients' })
  await group.getByText('2 changes').waitFor()
  await group.locator('summary', { hasText: '1781' }).click()
  expect(
    await group
      .getByRole('row', { name: /^title/ })
      .locator('td')
      .allTextContents(),
  ).toEqual(['Сейлзмен Рус', 'Новое имя'])
  await group.locator('.change', { hasText: '1781' }).getByRole('link', { name: 'Open the record' }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/default/data/salesman/clients/1781')
})

test.each([360, 1280])('a long name keeps within its card at %d pixels', async width => {
  await addClient('W'.repeat(300))
  const page = await open('#/default/changes', { viewport: { width, height: 700 } })
  const group = page.getByRole('region', { name: 'salesman clients' })
  await group.getByText('WWW').first().waitFor()
  expect(await group.evaluate(card => card.scrollWidth - card.clientWidth)).toBe(0)
})

test('a sandbox that is as it was says so', async () => {
  const page = await open('#/default/changes')
  await page.getByText('Nothing differs').waitFor()
  expect(await page.locator('.shell code').textContent()).toContain(`${running.url}/developer/v3/client/add`)
})

test('a checkpoint is taken, and restored', async () => {
  const page = await open('#/default/changes')
  await page.getByLabel('Name of the checkpoint').fill('after-login')
  await page.getByRole('button', { name: 'Checkpoint' }).click()
  await page.getByRole('listitem').getByText('after-login').waitFor()
  await addClient('ООО Ромашка')
  await page.getByRole('region', { name: 'salesman clients' }).waitFor()
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByText('Nothing differs').waitFor()
  expect(await admin('GET /sandboxes/default/changes')).toEqual({ changes: [] })
  await page.getByRole('button', { name: 'Checkpoint' }).click()
  await page.getByRole('listitem').getByText('c1').waitFor()
  await page.getByRole('listitem').filter({ hasText: 'c1' }).getByRole('button', { name: 'Drop' }).click()
  await page.getByRole('listitem').getByText('c1').waitFor({ state: 'hidden' })
})

test('changes are asked for from a checkpoint on, and the address keeps it', async () => {
  await addClient('ООО Ромашка')
  await admin('POST /sandboxes/default/checkpoints', { name: 'after-login' })
  const page = await open('#/default/changes')
  const group = page.getByRole('region', { name: 'salesman clients' })
  await group.getByText('1 change', { exact: true }).waitFor()
  await page.getByLabel('Since').selectOption('after-login')
  await page.getByText('Nothing differs').waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/default/changes?after-login')
  await admin('PATCH /sandboxes/default/data/salesman/clients/1781', { title: 'Новое имя' })
  await group.getByText('1781').waitFor()
  expect(await group.getByText('6274').count()).toBe(0)
})

test('a fault is arranged by its form, shows what it does, strikes and is removed', async () => {
  const page = await open('#/default/faults')
  await page.getByText('No faults').waitFor()
  await page.getByLabel('Operation').selectOption('salesman client.add')
  await page.getByLabel('Status').fill('503')
  await page.getByLabel('Times').fill('1')
  await page.getByRole('button', { name: 'Arrange' }).click()
  const arranged = page.getByRole('region', { name: 'Arranged faults' })
  await arranged.getByText('The next request to salesman client.add is answered 503').waitFor()
  expect((await addClient('А')).status).toBe(503)
  await arranged.getByRole('button', { name: 'Remove' }).click()
  await page.getByText('No faults').waitFor()
  expect(await admin('GET /sandboxes/default/faults')).toEqual({ faults: [] })
})

test.each([
  ['500', { status: 500 }],
  ['429', { status: 429 }],
  ['Time-out', { abort: 'hang', times: 1 }],
  ['Broken connection', { abort: 'reset', times: 1 }],
  ['Hold', { hold: true }],
])('the ready-made %s is what it says, for the operation that is chosen', async (name, fault) => {
  const page = await open('#/default/faults?rkeeper%20clients.get')
  await page.getByRole('button', { name, exact: true }).click()
  await page.getByRole('button', { name: 'Arrange' }).click()
  await page.getByText('Arranged', { exact: true }).nth(1).waitFor()
  expect(await admin('GET /sandboxes/default/faults')).toMatchObject({
    faults: [{ match: { operation: 'rkeeper clients.get' }, ...fault }],
  })
})

test('an answer that is held is let go', async () => {
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.add' }, hold: true, times: 1 })
  const page = await open('#/default/faults')
  const answer = addClient('А')
  await page.getByText('1 answer', { exact: true }).waitFor()
  await page.getByRole('link', { name: /^default.*held/ }).waitFor()
  await page.getByRole('button', { name: 'Release' }).click()
  expect((await answer).status).toBe(200)
})

test('the sentence of a fault shows while one types, and what is wrong at its field', async () => {
  const page = await open('#/default/faults')
  await page.getByLabel('Status').fill('503')
  await page.locator('.sentence', { hasText: 'Every request to any API is answered 503' }).waitFor()
  await page.getByLabel('Status').fill('1000')
  await page.locator('.field-error', { hasText: 'must be 599 or less, not 1000' }).waitFor()
  expect(await admin('GET /sandboxes/default/faults')).toEqual({ faults: [] })
})

test('readings show question, passage and options; a choice holds from the next request on', async () => {
  await addClient('А')
  await addClient('А')
  const page = await open('#/default/readings/salesman')
  const status = page.locator('.card', { hasText: 'Which HTTP status does an error have?' })
  await status.getByText('salesman.txt: Возможные ответы').waitFor()
  expect(await status.getByRole('radio', { name: 'code' }).isChecked()).toBe(true)
  await status.getByRole('link', { name: /^r2/ }).waitFor()
  await status.getByRole('radio', { name: 'ok' }).check()
  await status.getByText('not default').waitFor()
  await page
    .getByRole('navigation', { name: 'APIs' })
    .getByRole('link', { name: /salesman.*1/ })
    .waitFor()
  expect((await addClient('А')).status).toBe(200)
  await status.getByRole('link', { name: /^r3/ }).waitFor()
})

test('the API view shows an operation and sends it to this sandbox', async () => {
  await admin('POST /sandboxes', { id: 'w1' })
  const page = await open('#/w1/api/salesman/client.add')
  await page.getByRole('heading', { name: 'POST /developer/v3/client/add' }).waitFor()
  await page.getByLabel('Body').fill('{"title": "Из страницы"}')
  await page.getByRole('button', { name: 'Send' }).click()
  const answer = page.getByRole('region', { name: 'Answer', exact: true })
  await answer.getByText('"result": "Успешно"').waitFor()
  await answer.getByRole('link', { name: 'Why this answer' }).click()
  await rowOf(page, 'r1').getByText('/client/add').waitFor()
  expect(await admin('GET /sandboxes/w1/requests')).toMatchObject({
    requests: [{ operation: 'client.add', status: 200, body: '{"title": "Из страницы"}', violations: [] }],
  })
  expect(await admin('GET /sandboxes/default/requests')).toMatchObject({ total: 0 })
})

test('documented answers stand one below the other, with their passage', async () => {
  const page = await open('#/default/api/salesman/client.add')
  const answers = page.getByRole('region', { name: 'Documented answers' })
  const refused = answers.locator('summary', { hasText: '405' })
  await refused.waitFor()
  expect(await refused.locator('.case').allInnerTexts()).toEqual([
    'missing-title, code 405: Отсутствуют параметры - Название клиента (salesman.txt: Запрос “add”: Возможные ответы в случае ошибок)',
    expect.stringMatching(/^wrong-type, code 405: /),
  ])
})

test.each(['vodyanoy', 'kaktus', 'salesman', 'webcanape', 'rkeeper'])(
  'what stands in backticks is shown as code in the readings of %s',
  async api => {
    const page = await open(`#/default/readings/${api}`)
    await page.locator('fieldset').first().waitFor()
    expect(await page.getByRole('tabpanel').textContent()).not.toContain('`')
  },
)

test('every operation has an example that is answered by it', async () => {
  const { apis } = await admin<{ apis: { name: string; operations: { id: string }[] }[] }>('GET /apis')
  const page = await open('#/default/api')
  for (const { name, operations } of apis) {
    for (const { id } of operations) {
      await page.evaluate(hash => (location.hash = hash), `#/default/api/${name}/${id}`)
      await page
        .getByText(`· ${id} ·`)
        .or(page.getByText(`${id} ·`))
        .first()
        .waitFor()
      const sent = page.waitForResponse(answer => answer.headers()['x-mock-request-id'] !== undefined)
      await page.getByRole('button', { name: 'Send' }).click()
      await sent
    }
  }
  const { requests } = await admin<{ requests: { api: string; operation: string | null; violations: unknown[] }[] }>(
    'GET /sandboxes/default/requests',
  )
  expect(requests.map(({ api, operation, violations }) => ({ api, operation, violations }))).toEqual(
    apis.flatMap(({ name, operations }) => operations.map(({ id }) => ({ api: name, operation: id, violations: [] }))),
  )
}, 60_000)

test('a broken line is said where an answer would stand', async () => {
  await admin('POST /sandboxes/default/faults', { abort: 'reset' })
  const page = await open('#/default/api/vodyanoy/clients.list')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('No answer: the connection broke.').waitFor()
})

test('coverage shows what was tried and what not; a missing case leads to a request that tries it', async () => {
  const at = (operation: string) => ({ path: `/~w1/developer/v3/client/${operation}`, headers: SALESMAN })
  await admin('POST /sandboxes', { id: 'w1' })
  await addClient('А', 'w1')
  await send({ ...at('add'), method: 'POST', body: { title: 'А', foo: 1 } })
  await send(at('nothing'))
  await admin('POST /sandboxes/w1/faults', { match: { operation: 'salesman client.list' }, status: 503, times: 1 })
  await admin('POST /sandboxes/w1/faults', { match: { operation: 'salesman client.delete' }, hold: true })
  await send(at('list'))
  const page = await open('#/w1/coverage')
  const salesman = page.getByRole('region', { name: 'salesman' })
  await salesman.getByText('2 / 7').waitFor()
  await openDetails(page)
  const share = (title: string) => salesman.locator('.share', { hasText: title })
  expect(await share('Operations').getByRole('link').allTextContents()).toEqual([
    'client.fields',
    'client.info',
    'client.add.list',
    'client.update',
    'client.delete',
  ])
  await share('Documented cases').getByText('Удаление клиента не возможно - есть сделки').first().waitFor()
  await share('Readings')
    .getByRole('listitem')
    .filter({ hasText: 'salesman.status' })
    .getByText('not tried: ok')
    .waitFor()
  await share('Parameters').getByText('client.list offset').waitFor()
  await page.getByText('1 of 2 struck').waitFor()
  await page.getByText('Every request to salesman client.delete is held until it is released.').waitFor()
  expect(await page.getByRole('link', { name: 'undocumented' }).getAttribute('href')).toBe(
    '#/w1/journal?violation:undocumented',
  )
  expect(await page.getByRole('link', { name: '1 reached no operation' }).getAttribute('href')).toBe(
    '#/w1/journal?unmatched:',
  )
  await share('Documented cases').getByRole('listitem').filter({ hasText: 'есть сделки' }).getByRole('link').click()
  await page.getByText('To try the case “has-deals”').waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/w1/api/salesman/client.delete?has-deals')
})
