import type { Page } from '@playwright/test'
import { expect, test } from 'vitest'
import { dashboard, openDetails, rowOf, SALESMAN, UI } from './support.ts'

const { open, admin, running, send } = await dashboard()

const HOSTILE = {
  markup: '<img src=x onerror="document.title=\'owned\'"><script>document.title="owned"</script><b>bold</b>',
  link: '<a href="javascript:document.title=1">x</a> javascript:alert(1) https://evil.example/',
  style: '"><style>*{display:none}</style><div style="position:fixed;inset:0">',
  rtl: 'abc \u202e\u2066 txt.exe \u05e9\u05dc\u05d5\u05dd',
  zeroes: '\u0000\u0007\u001b[31m\ufffd\ud83d\ude00',
}

const add = (title: string) =>
  send({
    method: 'POST',
    path: '/developer/v3/client/add',
    headers: SALESMAN,
    body: { title, [title.slice(0, 40)]: title },
  })

/** Elements that the page itself never makes. */
const foreign = (page: Page) =>
  page.locator('img, iframe, [onerror], a[href^="javascript"], a[href*="evil"], b, body style')

test.each(Object.entries(HOSTILE))('%s that a client sent stays text in each view', async (_, text) => {
  await add(text)
  await send({
    path: `/developer/v3/client/${encodeURIComponent(text)}?x=${encodeURIComponent(text)}`,
    headers: SALESMAN,
  })
  await send({ path: '/developer/v3/client/list', headers: { ...SALESMAN, 'x-odd': encodeURIComponent(text) } })
  const { data } = (await add(`${text} `)).body as { data?: number }
  const page = await open()
  const views = [
    'journal',
    'journal/r1',
    'journal/r2',
    'data/salesman/clients',
    `data/salesman/clients/${data ?? 6274}`,
    'changes',
  ]
  for (const view of views) {
    await page.goto(`${running.url}${UI}?lang=en#/default/${view}`)
    await page.getByRole('tabpanel').locator('table, .card').first().waitFor()
    await openDetails(page)
    expect({ view, foreign: await foreign(page).count() }).toEqual({ view, foreign: 0 })
    expect(await page.title()).toContain('Poligon')
  }
  await page.goto(`${running.url}${UI}?lang=en#/default/journal/r1`)
  await page.getByText(JSON.stringify(text).slice(1, 12)).first().waitFor()
})

test('what a client sent cannot turn what stands beside it', async () => {
  await add(HOSTILE.rtl)
  const page = await open('#/default/journal/r1')
  const bare = await page.locator('.entry').evaluate(entry => {
    const walker = document.createTreeWalker(entry, NodeFilter.SHOW_TEXT)
    const found: string[] = []
    while (walker.nextNode()) {
      const node = walker.currentNode
      if (/[\u202e\u05e9]/.test(node.textContent ?? '') && !node.parentElement?.closest('bdi'))
        found.push(node.textContent ?? '')
    }
    return found
  })
  await page.getByText('txt.exe').first().waitFor()
  expect(bare).toEqual([])
})

test('a megabyte is shown in part, whole when asked for, and does not hold up the page', async () => {
  await send({
    method: 'POST',
    path: '/developer/v3/client/add',
    headers: SALESMAN,
    body: { title: 'Большой', des: 'я'.repeat(500_000) },
  })
  await send({
    method: 'POST',
    path: '/developer/v3/client/add',
    headers: { ...SALESMAN, 'content-type': 'application/json' },
    body: 'x'.repeat(1_000_000),
  })
  const page = await open('#/default/journal')
  await rowOf(page, 'r2').click()
  const more = page.getByRole('button', { name: /Show all 976\.6 kB/ })
  await more.waitFor()
  await more.click()
  await more.waitFor({ state: 'hidden' })
  const started = performance.now()
  await page.keyboard.press('k')
  await page.getByText('"title": "Большой"').waitFor()
  expect(performance.now() - started).toBeLessThan(2000)
})

test('an odd address shows something sensible', async () => {
  const page = await open('#/%E0%A4%A/nowhere/<script>?%zz')
  await page.getByText('There is no sandbox').waitFor()
  for (const hash of [
    '#',
    '#/',
    '#//',
    '#/default',
    '#/default/journal/',
    '#/default/data/no/such',
    '#/default/api/salesman/none',
  ]) {
    await page.goto(`${running.url}${UI}?lang=en${hash}`)
    await page.getByRole('tab', { selected: true }).waitFor()
  }
})

test('a name that an object already has is a name like others', async () => {
  await admin('POST /sandboxes', { id: 'constructor' })
  const page = await open('#/constructor/journal?constructor:x __proto__:')
  await page.getByText('No requests yet').waitFor()
})
