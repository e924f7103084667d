import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../src/core/lib/package-root.ts'

const SOURCES = ['src', 'fixtures', 'scenarios', 'schemas']
const SETTINGS = ['package.json', 'tsconfig.json', 'tsconfig.build.json', 'tsconfig.dashboard.json']

/** Builds what the slow tests try, as users have it: once for a run, and where something is younger than the last build. */
export function setup(): void {
  const built = join(packageRoot, 'dist/src/cli/main.js')
  const files = SOURCES.flatMap(folder =>
    readdirSync(join(packageRoot, folder), { recursive: true, encoding: 'utf8' }).map(file => join(folder, file)),
  )
  const changed = [...files, ...SETTINGS].map(file => statSync(join(packageRoot, file)).mtimeMs)
  if (existsSync(built) && statSync(built).mtimeMs > Math.max(...changed)) return
  execFileSync('npm run --silent build', { cwd: packageRoot, shell: true, stdio: 'inherit' })
}
