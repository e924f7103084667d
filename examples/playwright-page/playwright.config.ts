import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import { webServer } from 'poligon/playwright'

// Debian's browser where there is one: nothing is downloaded. As root Chromium has no sandbox of its own.
const debian = '/usr/bin/chromium'
const browser = existsSync(debian) ? { executablePath: debian, args: ['--no-sandbox', '--disable-gpu'] } : {}

export default defineConfig({
  testDir: '.',
  workers: 3,
  fullyParallel: true,
  reporter: 'list',
  // The second prints its address, which Playwright hands to the tests as PAGE_URL.
  webServer: [webServer(), { command: 'node serve.js', wait: { stdout: /(?<page_url>http:\S+)/ } }],
  use: { browserName: 'chromium', launchOptions: browser },
})
