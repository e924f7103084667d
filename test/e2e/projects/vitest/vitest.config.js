import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [`${process.env.E2E_FILES ?? '*'}.check.js`],
    globalSetup: 'poligon/vitest/global-setup',
    pool: process.env.E2E_POOL ?? 'forks',
    provide: { sandboxOptions: JSON.parse(process.env.E2E_OPTIONS ?? '{}') },
    maxWorkers: 3,
    ...(process.env.E2E_REPORTER && {
      reporters: ['default', ['poligon/vitest-reporter', JSON.parse(process.env.E2E_REPORTER)]],
    }),
  },
})
