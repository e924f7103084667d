import { expect, test } from 'vitest'
import type { EventName } from '../../src/core/sandbox/events.ts'
import { dashboard, rowOf, UI } from './support.ts'

const { open, admin, addClient, running, send } = await dashboard()

test('the page leaves no trace in any journal', async () => {
  const page = await open()
  await page.getByText('No requests yet').waitFor()
  await page.getByRole('tab', { name: 'API' }).click()
  await page.getByRole('button', { name: 'Send' }).waitFor()
  expect(await admin('GET /sandboxes/default/requests')).toMatchObject({ total: 0 })
  expect(await admin('GET /sandboxes')).toMatchObject({ sandboxes: [{ id: 'default' }] })
})

test.each(['/', '/__admin', '/__admin/', '/__admin/ui/'])('%s leads a browser to the page', async path => {
  const page = await open()
  await page.goto(running.url + path)
  await page.getByRole('tab', { name: 'Journal' }).waitFor()
  await expect.poll(() => new URL(page.url()).pathname).toBe(UI)
})

test.each(['/', '/__admin'])('%s tells others what it told before', async path => {
  expect(await send({ path, headers: { accept: '*/*' } })).toMatchObject({
    status: 404,
    body: { title: 'Not found' },
  })
})

test('the sandboxes stand at the left, newest use first, each with its count and marks', async () => {
  await admin('POST /sandboxes', { id: 'quiet', scenario: 'empty' })
  const page = await open()
  const list = page.locator('nav[aria-label="Sandboxes"]')
  await addClient('ООО Ромашка', 'busy')
  await send({ path: '/~busy/developer/v3/client/nothing', headers: { apikey: 'x' } })
  await admin('POST /sandboxes/quiet/faults', { status: 500 })
  await expect
    .poll(() => list.getByRole('link').allInnerTexts())
    .toEqual([
      expect.stringMatching(/^busy\s+2/),
      expect.stringMatching(/^quiet\s+0\s+requests\s+empty\s+fault$/),
      expect.stringMatching(/^default\s+0/),
    ])
  await page.getByLabel('Filter sandboxes').fill('qui')
  expect(await list.getByRole('link').count()).toBe(1)
  await list.getByRole('link', { name: 'quiet' }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/quiet/journal')
  await page.getByLabel('Filter sandboxes').fill('nobody')
  await list.getByText('No sandbox has this name.').waitFor()
})

test('marks and order of the sandboxes are there from the start, whatever happened before', async () => {
  await admin('POST /sandboxes', { id: 'older' })
  await admin('POST /sandboxes', { id: 'newer' })
  await send({ path: '/~older/developer/v3/client/nothing', headers: { apikey: 'x' } })
  await admin('POST /sandboxes/newer/faults', { hold: true })
  const held = addClient('А', 'newer')
  await expect.poll(() => admin('GET /sandboxes/newer')).toMatchObject({ held: 1 })
  const page = await open()
  const list = page.locator('nav[aria-label="Sandboxes"]')
  await list.getByRole('link', { name: 'newer' }).waitFor()
  expect(await list.getByRole('link').allInnerTexts()).toEqual([
    expect.stringMatching(/^newer\s+1\s+requests\s+documented\s+fault\s+held$/),
    expect.stringMatching(/^older\s+1\s+requests\s+documented\s+violation$/),
    expect.stringMatching(/^default/),
  ])
  await admin('DELETE /sandboxes/newer/faults')
  await held
})

test('a thousand sandboxes are listed, and only those in sight are drawn', async () => {
  for (let n = 0; n < 999; n++) await admin('POST /sandboxes', { id: `w${n}` })
  const page = await open()
  const list = page.locator('nav[aria-label="Sandboxes"]')
  await expect.poll(() => list.getByRole('heading').textContent()).toContain('1,000')
  expect(await list.getByRole('link').count()).toBeLessThan(60)
  await page.getByLabel('Filter sandboxes').fill('w998')
  await list.getByRole('link', { name: 'w998' }).click()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/w998/journal')
})

test('a new sandbox is made by its form, with what it starts from', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'New sandbox' }).click()
  const form = page.getByRole('dialog', { name: 'New sandbox' })
  await form.getByLabel('Name').fill('w7')
  await form.getByLabel('Scenario').selectOption('two-pages')
  await form.getByLabel('Seed').fill('42')
  await form.getByLabel('Now').fill('2024-03-01T09:00:00+03:00')
  await form.getByLabel('Profile of salesman').selectOption('shipped')
  await form.getByRole('button', { name: 'Create' }).click()
  await form.waitFor({ state: 'hidden' })
  await expect.poll(() => new URL(page.url()).hash).toBe('#/w7/journal')
  expect(await admin('GET /sandboxes/w7')).toMatchObject({
    scenario: 'two-pages',
    seed: 42,
    now: expect.stringMatching(/^2024-03-01T09:00/),
    profiles: { salesman: 'shipped' },
  })
})

test('what is wrong with a new sandbox stands at its field, and one without a name is given one', async () => {
  const page = await open()
  await page.getByRole('button', { name: 'New sandbox' }).click()
  const form = page.getByRole('dialog')
  await form.getByLabel('Now').fill('tomorrow')
  await form.getByRole('button', { name: 'Create' }).click()
  await form.locator('.field', { hasText: 'Now' }).locator('.field-error').waitFor()
  await form.getByLabel('Now').fill('')
  await form.getByRole('button', { name: 'Create' }).click()
  await form.waitFor({ state: 'hidden' })
  expect(await admin('GET /sandboxes')).toMatchObject({ sandboxes: [{ id: 'default' }, {}] })
})

test('an address that names no sandbox offers to make it', async () => {
  const page = await open('#/ghost/data')
  await page.getByText('There is no sandbox “ghost”').waitFor()
  const buttons = await page.getByRole('banner').getByRole('button').allInnerTexts()
  expect(buttons).not.toEqual(expect.arrayContaining([expect.stringMatching(/Freeze|Run|Set|Reset/)]))
  await page.getByRole('button', { name: 'Create it' }).click()
  await page.getByRole('button', { name: 'Insert' }).waitFor()
  expect(await admin('GET /sandboxes/ghost')).toMatchObject({ id: 'ghost' })
})

test('a sandbox that the address names shows itself once its first request makes it', async () => {
  const page = await open('#/ghost/journal')
  await page.getByText('There is no sandbox “ghost”').waitFor()
  await addClient('ООО Ромашка', 'ghost')
  await rowOf(page, 'r1').waitFor()
  await page.getByRole('region', { name: 'Clock' }).locator('time', { hasText: ':' }).waitFor()
})

test('sandboxes that others make and drop come and go by themselves', async () => {
  const page = await open('#/w1/journal')
  await page.getByText('There is no sandbox “w1”').waitFor()
  await admin('POST /sandboxes', { id: 'w1' })
  running.events.emit('sandbox' as EventName, 'w1', () => ({ op: 'made' }))
  await page.getByText('No requests yet').waitFor()
  await admin('DELETE /sandboxes/w1')
  running.events.emit('sandbox' as EventName, 'w1', () => ({ op: 'dropped' }))
  await page.getByText('There is no sandbox “w1”').waitFor()
})

test('a held answer is marked while it is held', async () => {
  const page = await open()
  const mark = page.getByRole('link', { name: /^default/ }).getByText('held')
  await page.getByRole('link', { name: /^default/ }).waitFor()
  running.events.emit('fault', 'default', () => ({ op: 'held', fault: 'f1' }))
  await mark.waitFor()
  running.events.emit('fault', 'default', () => ({ op: 'released', fault: 'f1' }))
  await mark.waitFor({ state: 'hidden' })
})

test('keys work under a Russian keyboard', async () => {
  const page = await open()
  const press = (key: string, code: string) =>
    page.evaluate(init => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...init, bubbles: true })), {
      key,
      code,
    })
  await press('п', 'KeyG')
  await press('в', 'KeyD')
  await page.locator('#tab-data[aria-selected=true]').waitFor()
})

test('the clock is frozen, moved, set and let go', async () => {
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T09:00:00+03:00' })
  const page = await open()
  const clock = page.getByRole('region', { name: 'Clock' })
  const shows = (text: string) => clock.locator('time', { hasText: text }).waitFor()
  await clock.getByText('running').waitFor()
  await clock.getByRole('button', { name: 'Freeze' }).click()
  await clock.getByText('frozen').waitFor()
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T09:00:00+03:00' })
  await shows('2024-03-01 09:00:00 +03:00')
  await clock.getByRole('button', { name: '+1 min' }).click()
  await shows('2024-03-01 09:01:00 +03:00')
  await clock.getByRole('button', { name: '+1 h' }).click()
  await shows('2024-03-01 10:01:00 +03:00')
  await clock.getByRole('button', { name: '+1 day' }).click()
  await shows('2024-03-02 10:01:00 +03:00')
  await clock.getByRole('button', { name: 'Set' }).click()
  await clock.getByLabel('Now').fill('2030-01-02 03:04:05+03:00')
  await clock.getByRole('button', { name: 'Set' }).click()
  await shows('2030-01-02 03:04:05 +03:00')
  await clock.getByRole('button', { name: 'Run' }).click()
  await clock.getByText('running').waitFor()
  expect(await admin('GET /sandboxes/default/clock')).toMatchObject({ frozen: false })
})

test('a running clock ticks', async () => {
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T09:00:00+03:00', frozen: false })
  const page = await open()
  await page.locator('time', { hasText: '09:00:02' }).waitFor()
})

test('Reset asks once where something was changed, and Cancel leaves it', async () => {
  await addClient('ООО Ромашка')
  const page = await open()
  await rowOf(page, 'r1').waitFor()
  await page.getByRole('button', { name: 'Reset' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText('2 changes').waitFor()
  await dialog.getByRole('button', { name: 'Cancel' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(await admin('GET /sandboxes/default/changes')).toMatchObject({ changes: [{}, {}] })
  await page.getByRole('button', { name: 'Reset' }).click()
  await dialog.getByRole('button', { name: 'Reset' }).click()
  await page.getByText('No requests yet').waitFor()
  expect(await admin('GET /sandboxes/default/changes')).toEqual({ changes: [] })
})

test('Reset does not ask where nothing was changed', async () => {
  await send({ path: '/api/clients?limit=1' })
  const page = await open()
  await rowOf(page, 'r1').waitFor()
  await page.getByRole('button', { name: 'Reset' }).click()
  await page.getByText('Back at the start').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)
})

test('Esc closes a dialog, and the focus goes back to where it was', async () => {
  const page = await open()
  const button = page.getByRole('button', { name: 'New sandbox' })
  await button.click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('dialog').waitFor({ state: 'hidden' })
  expect(await button.evaluate(element => element === document.activeElement)).toBe(true)
})

test('speaks Russian where it is asked to, and the address keeps it', async () => {
  const page = await open('#/default/faults', { lang: null, locale: 'ru-RU' })
  await page.getByRole('tab', { name: 'Сбои' }).waitFor()
  expect(await page.locator('html').getAttribute('lang')).toBe('ru')
  await page.getByRole('button', { name: 'English' }).click()
  await page.getByRole('tab', { name: 'Faults' }).waitFor()
  expect(page.url()).toContain('?lang=en#/default/faults')
  await page.reload()
  await page.getByRole('tab', { name: 'Faults' }).waitFor()
})

test('is light or dark as the system is, until one chooses', async () => {
  const page = await open('', { colorScheme: 'dark' })
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const dark = await ground()
  await page.getByRole('button', { name: 'Light' }).click()
  const light = await ground()
  expect(light).not.toBe(dark)
  await page.reload()
  await page.getByRole('button', { name: 'Dark' }).waitFor()
  expect(await ground()).toBe(light)
  await page.getByRole('button', { name: 'Dark' }).click()
  expect(await ground()).toBe(dark)
})

test.each([
  ['j', 'journal'],
  ['d', 'data'],
  ['c', 'changes'],
  ['f', 'faults'],
  ['r', 'readings'],
  ['o', 'coverage'],
  ['a', 'api'],
])('g %s opens %s', async (key, view) => {
  const page = await open(view === 'journal' ? '#/default/data' : '#/default/journal')
  await page.keyboard.press('g')
  await page.keyboard.press(key)
  await page.locator(`#tab-${view}[aria-selected=true]`).waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe(`#/default/${view}`)
})

test('? shows the keys, arrows go along the tabs', async () => {
  const page = await open()
  await page.keyboard.press('?')
  await page.getByRole('dialog', { name: 'Keys' }).getByText('Pause the journal').waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('tab', { name: 'Journal' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowRight')
  await page.locator('#tab-changes[aria-selected=true]').waitFor()
  await page.keyboard.press('ArrowLeft')
  await page.locator('#tab-data[aria-selected=true]').waitFor()
})

test('back, forward and reload show what was shown', async () => {
  await addClient('ООО Ромашка')
  const page = await open()
  await rowOf(page, 'r1').click()
  await page.getByRole('tab', { name: 'Changes' }).click()
  await page.getByRole('heading', { name: 'salesman clients' }).waitFor()
  await page.goBack()
  await page.getByRole('heading', { name: 'Response' }).waitFor()
  await expect.poll(() => new URL(page.url()).hash).toBe('#/default/journal/r1')
  await page.reload()
  await page.getByRole('heading', { name: 'Response' }).waitFor()
  await page.goForward()
  await page.locator('#tab-changes[aria-selected=true]').waitFor()
})

test.each(['en', 'ru'] as const)('the tab of the open view is in sight at 360 pixels (%s)', async lang => {
  const page = await open('#/default/journal', { lang, viewport: { width: 360, height: 700 } })
  for (const view of ['api', 'readings', 'journal']) {
    await page.goto(`${running.url}${UI}?lang=${lang}#/default/${view}`)
    const tab = page.locator(`#tab-${view}[aria-selected=true]`)
    await tab.waitFor()
    const { x, width } = (await tab.boundingBox())!
    expect({ view, isInSight: x >= 0 && x + width <= 360 }).toEqual({ view, isInSight: true })
  }
})

test('every view is of use at 380 pixels', async () => {
  await addClient('ООО Ромашка с очень длинным именем, которое нигде не помещается целиком')
  const page = await open('', { viewport: { width: 380, height: 700 } })
  for (const view of ['journal', 'journal/r1', 'data', 'changes', 'faults', 'readings', 'coverage', 'api']) {
    await page.goto(`${running.url}${UI}?lang=en#/default/${view}`)
    await page.getByRole('tabpanel').locator('*').first().waitFor()
    const scrollWidth = await page.evaluate(() => document.documentElement.scrollWidth)
    expect({ view, scrollWidth }).toEqual({ view, scrollWidth: 380 })
  }
  await page.getByRole('button', { name: 'Sandboxes' }).click()
  await page.getByRole('link', { name: /^default/ }).click()
  await page.getByRole('tab', { name: 'API' }).waitFor()
})
