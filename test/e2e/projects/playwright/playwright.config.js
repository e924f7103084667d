import { defineConfig } from '@playwright/test'
import { webServer } from 'poligon/playwright'

export default defineConfig({
  testMatch: `${process.env.E2E_FILES ?? '*'}.check.js`,
  workers: 3,
  webServer: webServer({ seed: 7 }),
  reporter: [['line'], ['json', { outputFile: 'report.json' }]],
})
