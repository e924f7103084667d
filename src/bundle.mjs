// The last step of the build: what package.json names, with all that it needs in a few files; what nothing needs goes.

import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const { bin, exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))

/** Every file that a value of package.json names. */
const named = value =>
  typeof value === 'string' ? [value] : value === null ? [] : Object.values(value).flatMap(inner => named(inner))
const files = [...new Set([...named(bin), ...named(exports)])].map(file => join(root, file))

const commonJs = files.filter(file => /dist.cjs.*\.js$/.test(file))
const modules = files.filter(file => /dist.(?!cjs).*\.js$/.test(file))
/** Started by their paths, each in a process of its own. */
const processes = ['server-process', 'readings-process'].map(name => join(root, `dist/src/testing/${name}.js`))

const usual = { bundle: true, platform: 'node', target: 'node20', packages: 'external', logLevel: 'warning' }
for (const outfile of commonJs) {
  const entryPoints = [outfile.replace(join('dist', 'cjs'), 'dist')]
  await build({ ...usual, entryPoints, outfile, format: 'cjs', supported: { 'dynamic-import': false } })
}
const { metafile } = await build({
  ...usual,
  entryPoints: [...new Set([...modules, ...processes])],
  format: 'esm',
  splitting: true,
  outdir: join(root, 'dist'),
  outbase: join(root, 'dist'),
  chunkNames: 'chunks/[name]-[hash]',
  allowOverwrite: true,
  metafile: true,
})

const kept = new Set([
  ...Object.keys(metafile.outputs).map(file => resolve(file)),
  ...commonJs,
  ...declarations(files.filter(file => file.endsWith('.d.ts'))),
])
for (const folder of ['src', 'fixtures', 'cjs']) prune(join(root, 'dist', folder))

/** Declarations that others name, and those that they name in their turn. */
function declarations(waiting) {
  const found = new Set()
  for (const file of waiting) {
    if (found.has(file)) continue
    found.add(file)
    for (const [, path] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?['"](\.[^'"]+)['"]/g))
      waiting.push(resolve(dirname(file), path.replace(/(\.d)?\.[jt]s$/, '.d.ts')))
  }
  return found
}

function prune(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).isDirectory()) prune(path)
    else if (/\.(js|ts)$/.test(name) && !kept.has(path)) rmSync(path)
  }
  if (readdirSync(folder).length === 0) rmSync(folder, { recursive: true })
}

for (const file of kept) if (!existsSync(file)) throw new Error(`Cannot bundle: ${relative(root, file)} is missing.`)
