import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Sandbox } from '../client/sandbox.ts'

const FOLDER = join('.poligon', 'failed')

/**
 * Keeps what a failed test asked, for runners that have nothing to attach it to: the next test begins its sandbox anew.
 * The same test writes the same file again.
 *
 * @returns the file, from the folder that the tests run in; undefined where it cannot be written
 */
export async function saveBundle(title: string, sandbox: Sandbox): Promise<string | undefined> {
  const name = title
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 80)
  const file = join(FOLDER, `${name || 'test'}.json`)
  const bundle = await sandbox.bundle()
  const here = process.cwd()
  try {
    await mkdir(join(here, FOLDER), { recursive: true })
    await writeFile(join(here, file), JSON.stringify(bundle))
    return file
  } catch {
    return undefined
  }
}
