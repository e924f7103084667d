import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { type Running, run } from '../../src/server.ts'
import { send } from '../support/server.ts'
import { dashboard, rowOf, UI } from './support.ts'

const server = await dashboard()
const { open } = server
const secured = await dashboard({ adminToken: 'open-sesame' })

const SEEN = { path: '/api/clients?limit=1' }

test('a dead server is said to be gone, and a restarted one is live again with what it has', async () => {
  let mortal: Running = await run({ port: 0, records: 0 })
  const { port, url } = mortal
  const page = await open('', { isLive: false })
  await page.goto(`${url}${UI}?lang=en`)
  const state = page.locator('.link')
  await page.locator('.link', { hasText: 'live' }).waitFor()
  await send(url, SEEN)
  await send(url, SEEN)
  await rowOf(page, 'r2').waitFor()
  await mortal.close()
  await state
    .getByText('reconnecting')
    .or(page.locator('.link', { hasText: 'reconnecting' }))
    .waitFor()
  const lostAt = performance.now()
  await page.locator('.link', { hasText: 'server gone' }).waitFor()
  const gone = performance.now() - lostAt
  expect(gone).toBeGreaterThan(4000)
  expect(gone).toBeLessThan(7000)
  mortal = await run({ port, records: 0 })
  const backAt = performance.now()
  await send(url, SEEN)
  await page.locator('.link', { hasText: 'live' }).waitFor()
  expect(performance.now() - backAt).toBeLessThan(5000)
  // Another server's entries, not the old one's.
  await rowOf(page, 'r2').waitFor({ state: 'hidden' })
  await rowOf(page, 'r1').waitFor()
  await send(url, SEEN)
  await rowOf(page, 'r2').waitFor()
  await mortal.close()
}, 40_000)

test('what came while the line was cut is there once it stands again', async () => {
  const { running, addClient } = server
  const line = await cutableLine(running.port)
  const page = await open('', { isLive: false })
  await page.goto(`http://127.0.0.1:${line.port}${UI}?lang=en`)
  await page.locator('.link.live').waitFor()
  await addClient('А')
  await rowOf(page, 'r1').waitFor()
  line.cut()
  await page.locator('.link.reconnecting').waitFor()
  for (let n = 0; n < 5; n++) await addClient(`Б ${n}`)
  const asked = page.waitForRequest(
    request => request.url().endsWith('/events') && 'last-event-id' in request.headers(),
  )
  line.mend()
  await asked
  await page.locator('.link.live').waitFor()
  await rowOf(page, 'r6').waitFor()
  expect(await page.locator('tr[data-id]').count()).toBe(6)
  line.cut()
})

test('a view that could not be read while the line was cut is read once it stands again', async () => {
  const line = await cutableLine(server.running.port)
  const page = await open('', { isLive: false })
  await page.goto(`http://127.0.0.1:${line.port}${UI}?lang=en`)
  await page.locator('.link.live').waitFor()
  // From now on there is an event after which the page would go on.
  await server.addClient('А')
  await rowOf(page, 'r1').waitFor()
  line.cut()
  await page.locator('.link.reconnecting').waitFor()
  await page.goto(`${page.url().split('#')[0]}#/default/readings/salesman`)
  const failed = page.getByRole('alert').filter({ hasText: 'The server does not answer' })
  await failed.getByText('This is asked for again as soon as it does.').waitFor()
  await page.getByRole('button', { name: 'Русский' }).click()
  await page.getByRole('button', { name: 'Остановить' }).click()
  await page.locator('.notice').getByText('Сервер не отвечает').waitFor()
  await page.getByRole('button', { name: 'English' }).click()
  line.mend()
  await page.getByText('Which HTTP status does an error have?').waitFor()
  await page.getByText('salesman.txt: Возможные ответы').first().waitFor()
  line.cut()
})

/** A way to a server that can be broken off. */
async function cutableLine(port: number) {
  const lines = new Set<Socket>()
  let isCut = false
  const proxy = createServer(line => {
    if (isCut) return void line.destroy()
    const other = connect(port, '127.0.0.1')
    for (const end of [line, other]) {
      lines.add(end)
      end.on('error', () => end.destroy()).on('close', () => lines.delete(end))
    }
    line.pipe(other).pipe(line)
  })
  await new Promise<void>(resolve => proxy.listen(0, '127.0.0.1', resolve))
  afterAll(() => void proxy.close())
  return {
    port: (proxy.address() as AddressInfo).port,
    cut: () => {
      isCut = true
      for (const line of lines) line.destroy()
    },
    mend: () => {
      isCut = false
    },
  }
}

test('a page whose events were lost reads the journal anew', async () => {
  const page = await open('', {
    prepare: page =>
      page.addInitScript(() => {
        const original = window.fetch
        let calls = 0
        // The first line breaks, the second tells of events that are far beyond the last.
        window.fetch = async (...args) => {
          if (!String(args[0]).endsWith('/events')) return original(...args)
          const text = calls++ === 0 ? 'event: clock\nid: 1\ndata: {}\n\n' : 'event: clock\nid: 90\ndata: {}\n\n'
          return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
        }
      }),
    isLive: false,
  })
  await page.getByText('No requests yet').waitFor()
  await send(page.url().split('/__admin')[0]!, SEEN)
  await rowOf(page, 'r1').waitFor()
})

test('a token is asked for, refused where it is wrong, kept for the tab and never put into an address', async () => {
  const addresses: string[] = []
  const page = await secured.open('#/default/journal', {
    isLive: false,
    prepare: async page => page.on('request', request => addresses.push(request.url())),
  })
  const dialog = page.getByRole('dialog', { name: 'This server needs a token' })
  await dialog.getByLabel('Token').fill('wrong')
  await dialog.getByRole('button', { name: 'Open' }).click()
  await dialog.getByRole('alert').waitFor()
  await page.keyboard.press('Escape')
  expect(await dialog.isVisible()).toBe(true)
  await dialog.getByLabel('Token').fill('open-sesame')
  await dialog.getByRole('button', { name: 'Open' }).click()
  await page.locator('.link.live').waitFor()
  await page.getByText('No requests yet').waitFor()
  await page.reload()
  await page.locator('.link.live').waitFor()
  expect(await dialog.count()).toBe(0)
  expect(addresses.filter(address => address.includes('open-sesame'))).toEqual([])
  expect(await page.evaluate(() => JSON.stringify(localStorage) + document.cookie)).not.toContain('open-sesame')
  const other = await page.context().newPage()
  await other.goto(page.url())
  await other.getByRole('dialog', { name: 'This server needs a token' }).waitFor()
})
