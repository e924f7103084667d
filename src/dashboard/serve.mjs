// The dashboard while one works on it: built anew with every change of its source, and the page reloads by itself.
// Usage: npm run dashboard [-- OPTIONS OF mock-server]
import { spawn } from 'node:child_process'
import { createServer, request } from 'node:http'
import { context } from 'esbuild'

const PORT = 10401

const build = await context({
  entryPoints: ['src/dashboard/main.tsx', 'src/dashboard/index.html'],
  bundle: true,
  format: 'esm',
  target: 'es2023',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.html': 'copy' },
  outdir: 'dist/ui',
  write: false,
  banner: { js: "new EventSource('/esbuild').addEventListener('change', () => location.reload())" },
})
await build.watch()
const files = await build.serve({ host: '127.0.0.1', port: 0, servedir: 'dist/ui' })

const server = spawn(process.execPath, ['dist/src/cli/main.js', '--port', '10400', ...process.argv.slice(2)], {
  stdio: 'inherit',
})
server.on('exit', code => process.exit(code ?? 1))

/** Files come from esbuild, all else from the server. */
createServer((req, res) => {
  const path = req.url.split('?', 1)[0]
  const isFile = path === '/esbuild' || path === '/__admin/ui' || path.startsWith('/__admin/ui/')
  const target = isFile
    ? { port: files.port, path: path.replace(/^\/__admin\/ui\/?/, '/') }
    : { port: 10400, path: req.url }
  const passed = request({ host: '127.0.0.1', method: req.method, headers: req.headers, ...target }, answer => {
    res.writeHead(answer.statusCode, answer.rawHeaders)
    answer.pipe(res)
  })
  passed.on('error', () => res.destroy())
  res.on('close', () => passed.destroy())
  req.pipe(passed)
}).listen(PORT, '127.0.0.1', () => console.log(`dashboard: http://127.0.0.1:${PORT}/__admin/ui`))
