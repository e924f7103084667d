import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { globalSetup: 'poligon/vitest/global-setup' },
})
