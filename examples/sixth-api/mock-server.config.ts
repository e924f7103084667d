import { defineConfig } from 'poligon'
import { pyatak } from './pyatak.ts'

/** `npx poligon --config examples/sixth-api/mock-server.config.ts` serves it beside the five. */
export default defineConfig({
  apis: [pyatak],
  scenario: `${import.meta.dirname}/two-cards.yaml`,
})
