import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

let known: Readonly<Record<string, readonly string[]>> | undefined

/**
 * The readings of the APIs that the config of this folder has beside the five, and their options. They are asked of a
 * process of its own: tests are declared at once, and a config may have to be waited for.
 */
export function ownReadings(): Readonly<Record<string, readonly string[]>> {
  return (known ??= asked())
}

function asked(): Readonly<Record<string, readonly string[]>> {
  // In CommonJS Jest this file does not know where it lies.
  const manifest = createRequire(join(process.cwd(), 'any.js')).resolve('poligon/package.json')
  const entry = join(dirname(manifest), 'dist/src/testing/readings-process.js')
  try {
    return JSON.parse(execFileSync(process.execPath, [entry], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }))
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim()
    if (said) throw new Error(said)
    throw error
  }
}
