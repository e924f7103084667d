import { Agent, request } from 'node:http'
import { expect, test } from 'vitest'
import { dashboard } from './support.ts'

/** `npm run dashboard:load`: ten seconds at full rate, alone on the machine. Among other tests less is asked. */
const IS_ALONE = process.env.TEST_MODE === 'load'
const SECONDS = IS_ALONE ? 10 : 2
const RATE = IS_ALONE ? 500 : 100
const CLICK_MS = IS_ALONE ? 200 : 1000
const KEPT_RATE = IS_ALONE ? 0.9 : 0.5
const EVERY_MS = 10

const { open, running } = await dashboard()

test(`at ${RATE} requests a second a click is answered within ${CLICK_MS} ms, and the server keeps its rate`, async () => {
  const alone = await load()
  const page = await open('#/default/journal')
  const busy = load()
  const clicks: number[] = []
  for (let n = 0; n < SECONDS * 2; n++) {
    clicks.push(await page.evaluate(clickTime, n % 2 === 0 ? 'Journal' : 'Data'))
    await page.waitForTimeout(300)
  }
  const watched = await busy
  await page.getByRole('tab', { name: 'Journal' }).click()
  await page
    .locator('.total', { hasText: `${(alone.answers + watched.answers).toLocaleString('en')} requests` })
    .waitFor()
  if (IS_ALONE) console.log({ clicks: clicks.map(Math.round), alone, watched })
  expect(Math.max(...clicks)).toBeLessThan(CLICK_MS)
  expect(watched.answers / watched.seconds).toBeGreaterThan((KEPT_RATE * alone.answers) / alone.seconds)
}, 60_000)

/** How long it takes from a click on a view to its being drawn. */
async function clickTime(name: string): Promise<number> {
  const tab = [...document.querySelectorAll<HTMLElement>('[role=tab]')].find(({ textContent }) => textContent === name)!
  const started = performance.now()
  tab.click()
  while (tab.ariaSelected !== 'true') await new Promise(requestAnimationFrame)
  await new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve)))
  return performance.now() - started
}

/** As many requests a second, whether or not they are answered. */
async function load(): Promise<{ answers: number; seconds: number }> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 })
  const target = { host: '127.0.0.1', port: running.port, path: '/api/clients?limit=2', agent }
  const started = performance.now()
  let sent = 0
  let answers = 0
  await new Promise<void>(resolve => {
    const timer = setInterval(() => {
      const due = Math.min(SECONDS * RATE, Math.floor(((performance.now() - started) / 1000) * RATE))
      for (; sent < due; sent++) {
        request(target, answer => {
          answer.resume().on('end', () => {
            if (++answers === SECONDS * RATE) resolve()
          })
        }).end()
      }
      if (sent === SECONDS * RATE) clearInterval(timer)
    }, EVERY_MS)
  })
  const seconds = (performance.now() - started) / 1000
  agent.destroy()
  return { answers, seconds }
}
