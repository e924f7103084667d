import { defineConfig } from 'vitest/config'

export default defineConfig({
  // The package by its own name is its source, not what was built last.
  resolve: { alias: { poligon: new URL('src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 20_000,
  },
})
