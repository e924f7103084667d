import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { dashboard, type Opening, rowOf, SALESMAN } from './support.ts'

const { open, admin, addClient, send, running } = await dashboard({ records: 50 })

/** `SCREENSHOTS=1` keeps them, in docs/images. */
const KEPT = process.env.SCREENSHOTS !== undefined
const MOST_BYTES = 150_000

const ROOMY: Opening = { viewport: { width: 1200, height: 720 } }

const SHOTS: [name: string, hash: string, options: Opening][] = [
  ['journal', '#/default/journal', ROOMY],
  ['entry', '#/default/journal/r4', { viewport: { width: 1200, height: 800 } }],
  ['entry-dark', '#/default/journal/r4', { viewport: { width: 1200, height: 800 }, colorScheme: 'dark' }],
  ['data', '#/default/data/salesman/clients/6274', ROOMY],
  ['changes', '#/default/changes', ROOMY],
  ['faults', '#/default/faults?salesman%20client.add', ROOMY],
  ['readings', '#/default/readings/salesman', ROOMY],
  ['coverage', '#/default/coverage', ROOMY],
  ['api', '#/default/api/salesman/client.add', ROOMY],
  ['narrow', '#/default/journal', { viewport: { width: 380, height: 720 } }],
  ['russian', '#/default/journal/r4', { ...ROOMY, lang: 'ru' }],
]

test.each(SHOTS)('a picture of %s is small enough for the documentation', async (name, hash, options) => {
  await admin('PUT /sandboxes/default/clock', { now: '2024-03-01T09:00:00+03:00', frozen: true })
  await traffic()
  const page = await open(hash, options)
  await page.getByRole('tabpanel').locator('table, .card').first().waitFor()
  if (hash.includes('journal')) await rowOf(page, 'r14').or(page.locator('.entry pre').first()).first().waitFor()
  if (name === 'data') await page.locator('.side .count').getByText('53').first().waitFor()
  if (name === 'entry') await page.locator('.facts-list').first().waitFor()
  await page.evaluate(() => document.fonts.ready)
  const picture = await page.screenshot({ animations: 'disabled', caret: 'hide' })
  expect(picture.length).toBeLessThan(MOST_BYTES)
  if (KEPT) keep(name, picture)
})

function keep(name: string, picture: Buffer): void {
  const folder = join(packageRoot, 'docs/images')
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, `dashboard-${name}.png`), picture)
}

/** What a day's work sends. */
async function traffic(): Promise<void> {
  const get = (path: string, headers: Record<string, string> = {}) => send({ path, headers })
  await admin('POST /sandboxes', { id: 'w1', scenario: 'deals-block-delete' })
  await admin('POST /sandboxes', { id: 'checkout-test-2', scenario: 'two-pages' })
  await admin('POST /sandboxes/default/faults', { match: { operation: 'vodyanoy clients.get' }, status: 503, times: 1 })
  await get('/developer/v3/client/list?filter[word]=ромашка', SALESMAN)
  await addClient('ООО Ромашка')
  await get('/developer/v3/client/info?clid=6274', SALESMAN)
  await addClient('ООО Ромашка')
  await get('/developer/v3/clients/list', SALESMAN)
  await get('/api/clients?limit=2')
  await get('/api/clients/10000000000048')
  await get('/api/clients/10000000000048/balance')
  await get('/api/v1/crm/TypesContacts?objectId=7001', { sid: 'rkeeper-sid' })
  await get('/api/v1/crm/TypesContacts?objectId=7001', { sid: 'rkeeper-sid' })
  await get('/rest/client?access-token=sandbox-key')
  await send({
    method: 'POST',
    path: '/developer/v3/client/update',
    headers: SALESMAN,
    body: { clid: 1781, phone: '+7(495)123-45-67' },
  })
  await send({ method: 'POST', path: '/developer/v3/client/delete', headers: SALESMAN, body: { clid: 1781 } })
  await send({
    method: 'POST',
    path: '/developer/v3/client/add',
    headers: SALESMAN,
    body: { title: 'ИП Васильев', inn: '7707083893' },
  })
  await addClient('ООО Клевер', 'w1')
  await admin('POST /sandboxes/default/faults', { match: { operation: 'salesman client.add' }, hold: true, times: 1 })
  await admin('POST /sandboxes/default/checkpoints', { name: 'after-login' })
  expect(running.sandboxes.size).toBe(3)
}
