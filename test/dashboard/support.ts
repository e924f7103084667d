import { existsSync, readdirSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, type Page } from '@playwright/test'
import { afterAll, afterEach, beforeAll, expect } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import type { ServerOptions } from '../../src/options.ts'
import { type Running, run } from '../../src/server.ts'
import { type Got, type Send, send } from '../support/server.ts'

export const SALESMAN = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
export const RKEEPER = { sid: 'rkeeper-sid' }

export interface Dashboard {
  readonly running: Running
  /** Sends as a program does, not a browser. */
  send(request: Send): Promise<Got>
  /** `admin('POST /sandboxes', { id: 'w1' })` */
  admin<T = unknown>(line: string, body?: unknown): Promise<T>
  /** Adds a SalesMan client of this title. */
  addClient(title: string, sandbox?: string): Promise<Got>
  /** Opens an address of the page: `#/w1/data`. In English, unless said. */
  open(hash?: string, options?: Opening): Promise<Page>
}

export interface Opening extends BrowserContextOptions {
  readonly lang?: 'en' | 'ru' | null
  /** Waits until it is live; default: yes. */
  readonly isLive?: boolean
  /** Before the page is loaded. */
  prepare?(page: Page): Promise<unknown>
}

/** Debian’s Chromium where there is one, else Playwright’s own. */
const DEBIAN = '/usr/bin/chromium'

/** The address of the page itself. */
export const UI = '/__admin/ui'

/**
 * A server and a browser for the tests of one file. Every page is watched: what the browser reports against the page
 * (an error, a breach of the content security policy) fails the test.
 */
export async function dashboard(options: ServerOptions = {}): Promise<Dashboard> {
  checkBuilt()
  const running = await run({ port: 0, records: 0, ...options })
  let browser: Browser
  const complaints: string[] = []
  beforeAll(async () => {
    browser = await chromium.launch({
      ...(existsSync(DEBIAN) && { executablePath: DEBIAN }),
      args: ['--no-sandbox', '--disable-lcd-text'],
    })
  })
  afterEach(async () => {
    await Promise.all(browser.contexts().map(context => context.close()))
    for (const { id } of running.sandboxes.list()) {
      if (id !== 'default') running.sandboxes.drop(running.sandboxes.get(id)!)
    }
    await running.sandboxes.reset(running.sandboxes.get('default')!)
    running.sandboxes.get('default')!.faults.clear()
    running.sandboxes.get('default')!.checkpoints.clear()
    expect(complaints.splice(0)).toEqual([])
  })
  afterAll(async () => {
    await browser.close()
    await running.close()
  })
  const sent = (request: Send): Promise<Got> => send(running.url, request)
  return {
    running,
    send: sent,
    admin: async (line, body) => {
      const [method, path] = line.split(/ (.*)/s) as [string, string]
      const { status, body: answer } = await sent({ method, path: `/__admin${path}`, body })
      if (status >= 400) throw new Error(`${line}: ${status} ${JSON.stringify(answer)}`)
      return answer as never
    },
    addClient: (title, sandbox) =>
      sent({
        method: 'POST',
        path: `${sandbox === undefined ? '' : `/~${sandbox}`}/developer/v3/client/add`,
        headers: SALESMAN,
        body: { title },
      }),
    open: async (hash = '', { lang = 'en', isLive = true, prepare, ...context } = {}) => {
      const page = await (await browser.newContext({ viewport: { width: 1280, height: 800 }, ...context })).newPage()
      watch(page, complaints)
      await prepare?.(page)
      await page.goto(`${running.url}${UI}${lang === null ? '' : `?lang=${lang}`}${hash}`)
      if (isLive) await page.locator('.link.live').waitFor()
      return page
    },
  }
}

function watch(page: Page, complaints: string[]): void {
  page.on('pageerror', error => complaints.push(error.message))
  page.on('console', message => {
    if (/Content Security Policy|violates the following/i.test(message.text())) complaints.push(message.text())
  })
}

/** The tests look at what was built. */
function checkBuilt(): void {
  const folder = join(packageRoot, 'src/dashboard')
  const newest = Math.max(
    ...readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter(name => /\.(tsx?|css|html)$/.test(name))
      .map(name => statSync(join(folder, name)).mtimeMs),
  )
  const built = statSync(join(packageRoot, 'dist/ui/main.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (built < newest) throw new Error('dist/ui is older than src/dashboard: run “npm run dashboard:build”.')
}

/** The row of an entry. */
export const rowOf = (page: Page, id: string) => page.locator(`table[aria-label="Journal"] tr[data-id="${id}"]`)

/** What the page has put on the clipboard. */
export const clipboardOf = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

export const WITH_CLIPBOARD: Opening = { permissions: ['clipboard-read', 'clipboard-write'] }

/** Sends as many requests, one behind the other on one line, without waiting for the answers between. */
export async function pour(port: number, count: number): Promise<void> {
  const socket = connect(port, '127.0.0.1')
  const request = (more = ''): string => `GET /api/clients/1?x=1 HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\n${more}\r\n`
  await new Promise((resolve, reject) => {
    socket.on('error', reject).on('close', resolve).resume()
    socket.write(request().repeat(count - 1) + request('connection: close\r\n'))
  })
}

/** Opens all that is folded up. */
export const openDetails = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true
  })
