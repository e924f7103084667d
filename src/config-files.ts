import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, extname, resolve } from 'node:path'

const MODULES = ['', '.ts', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json', '/index.ts', '/index.js']
const IMPORT = /\b(?:from|import|require)\s*(?:\(\s*)?['"](\.{1,2}\/[^'"]+)['"]/g
const EXTENDS = /^[^\S\r\n\u2028\u2029]*["']?extends["']?\s*:\s*["']?([^"'\s,}]+)/m

/** A config and all that it imports by a path, as far as it is there: what it says depends on each. */
export function filesOfConfig(file: string): string[] {
  return reach(file, path =>
    /^\.[cm]?[jt]s$/.test(extname(path))
      ? [...textOf(path).matchAll(IMPORT)].map(([, to]) => moduleAt(resolve(dirname(path), to!)))
      : [],
  )
}

/** A scenario file and the files that it extends. */
export function filesOfScenario(file: string): string[] {
  return reach(file, path => {
    const [, next] = EXTENDS.exec(textOf(path)) ?? []
    return next !== undefined && /[\\/]|\.(ya?ml|json)$/.test(next) ? [resolve(dirname(path), next)] : []
  })
}

/** Everything that can be reached from a file, itself first. */
function reach(start: string, next: (path: string) => readonly string[]): string[] {
  const found = [resolve(start)]
  for (const path of found) for (const other of next(path)) if (!found.includes(other)) found.push(other)
  return found
}

/** The file that an import means; TypeScript may call a `.ts` file `.js`. */
function moduleAt(path: string): string {
  const candidates = [...MODULES.map(ending => path + ending), path.replace(/\.([cm]?)js$/, '.$1ts')]
  return candidates.find(candidate => existsSync(candidate) && statSync(candidate).isFile()) ?? path
}

/** Empty where it is not there, or not yet. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
