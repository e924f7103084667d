import axe from 'axe-core'
import { describe, expect, test } from 'vitest'
import { dashboard, openDetails, rowOf, SALESMAN } from './support.ts'

const { open, admin, addClient, send } = await dashboard()

declare global {
  interface Window {
    axe: typeof axe
  }
}

const VIEWS: [name: string, hash: string][] = [
  ['an empty journal', '#/empty/journal'],
  ['a journal', '#/default/journal'],
  ['an entry', '#/default/journal/r3'],
  ['records', '#/default/data/salesman/clients'],
  ['a record', '#/default/data/salesman/clients/6274'],
  ['changes', '#/default/changes'],
  ['faults', '#/default/faults'],
  ['readings', '#/default/readings/salesman'],
  ['coverage', '#/default/coverage'],
  ['an operation', '#/default/api/salesman/client.add'],
  ['a sandbox that is not there', '#/ghost/journal'],
]

const fill = async () => {
  await admin('POST /sandboxes', { id: 'empty', scenario: 'empty' })
  await admin('POST /sandboxes/default/checkpoints', { name: 'after-login' })
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.list' }, status: 503 })
  await addClient('ООО Ромашка')
  await addClient('ООО Ромашка')
  await send({ method: 'POST', path: '/developer/v3/client/add', headers: SALESMAN, body: { title: 'А', foo: 1 } })
  await send({ path: '/developer/v3/client/list', headers: SALESMAN })
  await send({ path: '/developer/v3/nothing', headers: SALESMAN })
  await send({ path: '/api/v1/crm/TypesContacts?objectId=7001' })
  await send({ path: '/api/v1/crm/TypesContacts?objectId=7001' })
}

describe.each(['light', 'dark'] as const)('in the %s theme', colorScheme => {
  test.each(VIEWS)('axe finds nothing in %s', async (_, hash) => {
    await fill()
    const page = await open(hash, { colorScheme })
    await page.getByRole('tabpanel').locator('table, .card, .empty h3').first().waitFor()
    await openDetails(page)
    expect(await faultsOf(page)).toEqual([])
  })

  test.each(['New sandbox', 'Reset'])('axe finds nothing in the dialog of “%s”', async name => {
    await fill()
    const page = await open('#/default/journal', { colorScheme })
    await rowOf(page, 'r3').waitFor()
    await page.getByRole('button', { name }).click()
    await page.getByRole('dialog').waitFor()
    expect(await faultsOf(page)).toEqual([])
  })

  test('axe finds nothing in the form of a record', async () => {
    await fill()
    const page = await open('#/default/data/salesman/clients/6274', { colorScheme })
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByRole('button', { name: 'Save' }).waitFor()
    expect(await faultsOf(page)).toEqual([])
  })
})

async function faultsOf(page: Awaited<ReturnType<typeof open>>): Promise<string[]> {
  // By the protocol, not by a tag: the page lets no foreign script in.
  await page.evaluate(axe.source)
  const { violations, passes } = await page.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }))
  expect(passes.length).toBeGreaterThan(10)
  return violations.map(
    ({ id, impact, nodes }) => `${impact} ${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  )
}

test('the whole way to an entry and back goes by keyboard, and the focus is always seen', async () => {
  await fill()
  const page = await open('#/default/journal')
  await rowOf(page, 'r3').waitFor()
  const seen: string[] = []
  for (let step = 0; step < 60; step++) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement!
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const isSeen = outlineStyle !== 'none' && outlineWidth !== '0px'
      return {
        name: element.textContent || element.getAttribute('aria-label') || element.tagName,
        tag: element.tagName,
        isSeen,
      }
    })
    if (at.tag === 'BODY') break
    expect(at).toMatchObject({ isSeen: true })
    seen.push(at.name.trim())
    if (/^\d\d:\d\d:\d\d/.test(at.name)) break
  }
  expect(seen).toEqual(expect.arrayContaining(['Freeze', '+1 min', 'Set', 'Reset', 'New sandbox', 'Journal', 'Pause']))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Response' }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('heading', { name: 'Response' }).waitFor({ state: 'hidden' })
})

test('new entries are said politely, in a live region', async () => {
  const page = await open('#/default/journal')
  await addClient('ООО Ромашка')
  await page.getByRole('status').getByText('1 request came in').waitFor({ state: 'attached', timeout: 10_000 })
})

test('motion is reduced where it is asked to be', async () => {
  const page = await open('#/default/journal', { reducedMotion: 'reduce' })
  const animated = await page.evaluate(() => document.getAnimations().length)
  await page.evaluate(() => document.querySelector('.link')?.setAttribute('class', 'link reconnecting'))
  expect([animated, await page.evaluate(() => document.getAnimations().length)]).toEqual([0, 0])
})
