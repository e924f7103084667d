import { execFile } from 'node:child_process'
import { expect, test } from 'vitest'
import { clipboardOf, dashboard, pour, RKEEPER, rowOf, SALESMAN, UI, WITH_CLIPBOARD } from './support.ts'

const { open, admin, addClient, running, send } = await dashboard()

const get = (path: string, headers: Record<string, string> = SALESMAN) => send({ path, headers })

test('an empty journal says what to send, in a line that works here', async () => {
  await admin('POST /sandboxes', { id: 'w1' })
  const page = await open('#/w1/journal')
  const line = (await page.locator('.shell code').textContent()) ?? ''
  expect(line).toMatch(/^curl /)
  expect(line).toContain(`${running.url}/~w1/developer/v3/client/`)
  execFile('sh', ['-c', line])
  await rowOf(page, 'r1').getByText('200').waitFor()
})

test('a request shows at once, in a row of its own', async () => {
  const page = await open('#/w1/journal', {
    prepare: () => admin('POST /sandboxes', { id: 'w1' }),
  })
  await page.getByText('No requests yet').waitFor()
  await send({ method: 'POST', path: '/~w1/developer/v3/client/add', headers: SALESMAN, body: { title: 'А', foo: 1 } })
  const cells = await rowOf(page, 'r1').locator('td').allInnerTexts()
  expect(cells).toEqual([
    expect.stringMatching(/^\d\d:\d\d:\d\d\.\d{3}$/),
    'POST',
    '/developer/v3/client/add',
    'client.add',
    '200',
    expect.stringMatching(/^\d/),
    'violation',
  ])
})

test('marks are words: violation, fault, cache, unmatched', async () => {
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.list' }, status: 503, times: 1 })
  await get('/developer/v3/client/list')
  await get('/developer/v3/client/nothing')
  await get('/api/v1/crm/TypesContacts?objectId=7001', RKEEPER)
  await get('/api/v1/crm/TypesContacts?objectId=7001', RKEEPER)
  await get('/developer/v3/client/info?clid=1781&foo=1')
  const page = await open()
  const marks = (id: string) => rowOf(page, id).locator('td.marks .pill').allTextContents()
  await rowOf(page, 'r5').waitFor()
  expect(await marks('r1')).toEqual(['fault'])
  expect(await marks('r2')).toEqual(['unmatched', 'violation'])
  expect(await marks('r3')).toEqual([])
  expect(await marks('r4')).toEqual(['cache'])
  expect(await marks('r5')).toEqual(['violation'])
})

const FILTERS: [filter: string, rows: string[]][] = [
  ['api:vodyanoy', ['r1']],
  ['operation:client.add', ['r2', 'r3']],
  ['operation:"salesman client.info"', ['r5']],
  ['method:post', ['r2', 'r3']],
  ['status:4xx', ['r3', 'r4']],
  ['status:406', ['r3']],
  ['violation:', ['r4', 'r5']],
  ['violation:undocumented', ['r5']],
  ['violation:unknown-operation', ['r4']],
  ['unmatched:', ['r4']],
  ['fault:', ['r6']],
  ['РОМАШКА', ['r2', 'r3']],
  ['существующий', ['r3']],
  ['client.info', ['r5']],
  ['nothing', ['r4']],
  ['api:salesman status:4xx ромашка', ['r3']],
]

test('the filter takes words and names, and the address keeps it', async () => {
  await get('/api/clients?limit=1', {})
  await addClient('ООО Ромашка')
  await addClient('ООО Ромашка')
  await get('/developer/v3/client/nothing')
  await get('/developer/v3/client/info?clid=1781&foo=1')
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.list' }, status: 503, times: 1 })
  await get('/developer/v3/client/list')
  const page = await open()
  await rowOf(page, 'r6').waitFor()
  const rows = () =>
    page
      .locator('table[aria-label="Journal"] tr[data-id]')
      .evaluateAll(all => all.map(row => row.getAttribute('data-id')))
  for (const [filter, expected] of FILTERS) {
    await page.getByLabel('Filter requests').fill(filter)
    await expect.poll(async () => ({ filter, rows: await rows() })).toEqual({ filter, rows: expected })
  }
  await page.reload()
  await expect.poll(rows).toEqual(['r3'])
  expect(await page.getByLabel('Filter requests').inputValue()).toBe('api:salesman status:4xx ромашка')
  await page.getByLabel('Filter requests').fill('нет такого слова')
  await page.getByText('No entry matches the filter.').waitFor()
  await page.goto(`${running.url}${UI}?lang=en#/default/journal?status:4xx`)
  await expect.poll(rows).toEqual(['r3', 'r4'])
})

test('words are found in bodies that came while the page was open', async () => {
  const page = await open('#/default/journal?%D1%80%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0')
  await addClient('ООО Василёк')
  await addClient('ООО Ромашка')
  await rowOf(page, 'r2').waitFor()
  expect(await rowOf(page, 'r1').count()).toBe(0)
})

test('words are found in what came while the bodies before it were read', async () => {
  const page = await open('#/default/journal?%D1%80%D0%BE%D0%BC%D0%B0%D1%88%D0%BA%D0%B0')
  const [held, release] = promise()
  const [read, tellRead] = promise()
  await page.route('**/requests?*', async route => {
    const response = await route.fetch()
    tellRead()
    await held
    await route.fulfill({ response })
  })
  await addClient('ООО Василёк')
  await read
  await addClient('ООО Ромашка')
  await page.getByText('0 of 2').waitFor()
  release()
  await rowOf(page, 'r2').waitFor()
})

/** A promise, and what fulfils it. */
function promise(): [Promise<void>, () => void] {
  let fulfil = (): void => {}
  const settled = new Promise<void>(resolve => {
    fulfil = resolve
  })
  return [settled, fulfil]
}

test('Pause holds back what comes, and lets it in again', async () => {
  await addClient('А')
  const page = await open()
  await rowOf(page, 'r1').waitFor()
  await page.keyboard.press('p')
  await page.locator('button[aria-pressed=true]', { hasText: 'Pause' }).waitFor()
  await addClient('Б')
  await page.getByText('1 waiting').waitFor()
  expect(await rowOf(page, 'r2').count()).toBe(0)
  await page.getByRole('button', { name: 'Pause' }).click()
  await rowOf(page, 'r2').waitFor()
})

test('the list follows its end, unless one scrolled away; «new» takes one back', async () => {
  for (let n = 0; n < 60; n++) await get('/api/clients?limit=1', {})
  const page = await open()
  await rowOf(page, 'r60').waitFor()
  await get('/api/clients?limit=1', {})
  await rowOf(page, 'r61').waitFor()
  await page.locator('.scroll').evaluate(box => box.scrollTo(0, 0))
  await rowOf(page, 'r1').waitFor()
  await get('/api/clients?limit=1', {})
  await get('/api/clients?limit=1', {})
  const back = page.getByRole('button', { name: '2 new' })
  await back.waitFor()
  expect(await rowOf(page, 'r63').count()).toBe(0)
  await back.click()
  await rowOf(page, 'r63').waitFor()
  await back.waitFor({ state: 'hidden' })
})

test('an entry shows what came, what went, and its parts by name', async () => {
  await addClient('ООО Ромашка')
  await addClient('ООО Ромашка')
  const page = await open()
  await rowOf(page, 'r2').click()
  const entry = page.locator('section[aria-label="Entry"]')
  await entry.getByText('Найден существующий клиент').first().waitFor()
  expect(await entry.getByRole('heading', { level: 3 }).allInnerTexts()).toEqual([
    'Request',
    'Response',
    'Why',
    'Changes',
  ])
  expect(await entry.textContent()).toContain('"title": "ООО Ромашка"')
  await entry.getByRole('button', { name: 'Raw' }).first().click()
  expect(await entry.textContent()).toContain('{"title":"ООО Ромашка"}')
  await entry.getByText('Headers').first().click()
  await entry.getByText('apikey').waitFor()
  expect(await entry.textContent()).not.toContain(SALESMAN.apikey)
  await page.keyboard.press('Escape')
  await entry.waitFor({ state: 'hidden' })
})

test('a form is shown decoded, and raw as it came; one in another charset as it came', async () => {
  const raw = 'title=%D0%9E%D0%9E%D0%9E+%D0%A0%D0%BE%D0%B7%D0%B0&phone=%2B7'
  const form = 'application/x-www-form-urlencoded'
  for (const type of [form, `${form}; charset=windows-1251`]) {
    const headers = { ...SALESMAN, 'content-type': type }
    await send({ method: 'POST', path: '/developer/v3/client/add', headers, body: raw })
  }
  const page = await open('#/default/journal/r1')
  const request = page.getByRole('region', { name: 'Request', exact: true })
  await request.locator('dd', { hasText: /^ООО Роза$/ }).waitFor()
  await request.locator('dd', { hasText: /^\+7$/ }).waitFor()
  await request.getByRole('button', { name: 'Raw' }).click()
  await request.getByText(raw).waitFor()
  await rowOf(page, 'r2').click()
  await request.getByText(raw).waitFor()
  expect(await request.locator('dd', { hasText: 'Роза' }).count()).toBe(0)
})

test('j and k go through the entries, / to the filter, Esc out of it', async () => {
  for (let n = 0; n < 3; n++) await addClient(`Клиент ${n}`)
  const page = await open()
  await rowOf(page, 'r3').waitFor()
  const chosen = () => page.locator('tr[aria-current=true]').getAttribute('data-id')
  await page.keyboard.press('j')
  expect(await chosen()).toBe('r1')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  expect(await chosen()).toBe('r3')
  await page.keyboard.press('k')
  expect(await chosen()).toBe('r2')
  expect(await page.evaluate(() => location.hash)).toBe('#/default/journal/r2')
  await page.keyboard.press('/')
  await page.keyboard.type('jk')
  expect(await page.getByLabel('Filter requests').inputValue()).toBe('jk')
  await page.keyboard.press('Escape')
  expect(await page.getByLabel('Filter requests').evaluate(field => field === document.activeElement)).toBe(false)
})

test.each(['Control', 'Alt', 'Meta'])('a letter with %s is the browser’s, not the page’s', async modifier => {
  for (const title of ['А', 'Б', 'В']) await addClient(title)
  const page = await open()
  await rowOf(page, 'r3').waitFor()
  await page.keyboard.press('j')
  await page.keyboard.press(`${modifier}+j`)
  await page.keyboard.press('j')
  expect(await page.evaluate(() => location.hash)).toBe('#/default/journal/r2')
})

test('an entry that is gone is said to be gone', async () => {
  const page = await open('#/default/journal/r99')
  await page.getByText('This entry is no longer there').waitFor()
})

test('a reset empties the list, and the same ids are other entries', async () => {
  await addClient('Прежний')
  const page = await open('#/default/journal/r1')
  await page.getByText('"title": "Прежний"').waitFor()
  await admin('POST /sandboxes/default/reset', {})
  await page.getByText('No requests yet').waitFor()
  await addClient('Новый')
  await rowOf(page, 'r1').waitFor()
  await page.reload()
  await page.getByText('"title": "Новый"').waitFor()
})

test('an entry is copied as verify and as a fault, and both are taken back by the server', async () => {
  await addClient('ООО Ромашка')
  await addClient('ООО Ромашка')
  const page = await open('#/default/journal/r2', WITH_CLIPBOARD)
  await page.getByRole('button', { name: 'Copy as verify' }).click()
  await page.getByText('Copied as verify').waitFor()
  const verify = JSON.parse(await clipboardOf(page))
  expect(verify).toEqual({ operation: 'salesman client.add', where: { title: 'ООО Ромашка' }, times: 1 })
  expect(await admin('POST /sandboxes/default/requests/verify', verify)).toMatchObject({ ok: false, matched: 2 })
  await page.getByRole('button', { name: 'Copy as fault' }).click()
  await page.getByText('Copied as fault').waitFor()
  const fault = JSON.parse(await clipboardOf(page))
  expect(fault).toEqual({ match: { operation: 'salesman client.add' }, times: 1, status: 406 })
  await admin('POST /sandboxes/default/faults', fault)
})

test.each([
  ['Copy as curl', 'Copied as curl', 'requests/r2?format=curl'],
  ['Copy as .http', 'Copied as .http', 'requests/r2?format=http'],
  ['Copy as HAR', 'Copied as HAR', 'requests?format=har&limit=1&after=r1'],
])('%s takes what the server writes', async (name, says, path) => {
  await addClient('ООО Ромашка')
  await addClient('ООО Василёк')
  const page = await open('#/default/journal/r2', WITH_CLIPBOARD)
  await page.getByRole('button', { name }).click()
  await page.getByText(says).waitFor()
  const copied = await clipboardOf(page)
  expect(copied).toContain('ООО Василёк')
  expect(copied).toBe((await send({ path: `/__admin/sandboxes/default/${path}` })).text)
})

test('. copies the entry as curl, and the line is answered again', async () => {
  await addClient('ООО Ромашка')
  const page = await open('#/default/journal/r1', WITH_CLIPBOARD)
  await page.getByRole('heading', { name: 'Response' }).waitFor()
  await page.keyboard.press('.')
  await page.getByText('Copied as curl').waitFor()
  const { apikey: POLIGON_APIKEY, login: POLIGON_LOGIN } = SALESMAN
  const env = { ...process.env, POLIGON_APIKEY, POLIGON_LOGIN }
  execFile('sh', ['-c', await clipboardOf(page)], { env })
  await rowOf(page, 'r2').getByText('406').waitFor()
})

test('ten thousand entries are listed, and only those in sight are drawn', async () => {
  const box = running.sandboxes.get('default')!
  await pour(running.port, 10_000)
  expect(box.journal.size).toBe(10_000)
  const page = await open()
  await rowOf(page, 'r10000').waitFor()
  await page.locator('.total', { hasText: '10,000 requests' }).waitFor()
  expect(await page.locator('tr[data-id]').count()).toBeLessThan(80)
  expect(await page.getByRole('table', { name: 'Journal' }).getAttribute('aria-rowcount')).toBe('10001')
  const slowest = await page.locator('.scroll').evaluate(async box => {
    let worst = 0
    for (let step = 0; step <= 60; step++) {
      const started = performance.now()
      box.scrollTop = (box.scrollHeight * step) / 60
      await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
      worst = Math.max(worst, performance.now() - started)
    }
    return worst
  })
  // To draw all of them takes seconds, on any machine.
  expect(slowest).toBeLessThan(700)
  await rowOf(page, 'r10000').waitFor()
  await page.getByLabel('Filter requests').fill('clients.get')
  await page.locator('.total', { hasText: '10,000 requests' }).waitFor()
  await get('/api/clients/1?x=1', {})
  await rowOf(page, 'r10001').waitFor()
})
