import { defineConfig } from '@playwright/test'
import { webServer } from 'poligon/playwright'

const { E2E_COVERAGE, E2E_REPORTER } = process.env
const coverage = E2E_COVERAGE && JSON.parse(E2E_COVERAGE)

export default defineConfig({
  testMatch: `${process.env.E2E_FILES ?? '*'}.check.js`,
  workers: 3,
  webServer: webServer({ seed: 7, ...(E2E_REPORTER ? {} : { coverage }) }),
  reporter: [
    ['line'],
    ['json', { outputFile: 'report.json' }],
    ...(E2E_REPORTER ? [['poligon/playwright-reporter', coverage]] : []),
  ],
})
