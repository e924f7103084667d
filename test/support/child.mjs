// Runs a TypeScript file in a process of its own: `fork('test/support/child.mjs', ['file.ts', …])`.
import { resolve } from 'node:path'
import { createServer, createServerModuleRunner } from 'vite'

process.on('disconnect', () => process.exit())
const vite = await createServer({
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  server: { middlewareMode: true, watch: null, ws: false },
  optimizeDeps: { noDiscovery: true },
})
await createServerModuleRunner(vite.environments.ssr, { hmr: false }).import(resolve(process.argv[2]))
