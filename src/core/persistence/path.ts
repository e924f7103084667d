import { dirname, resolve } from 'node:path'
import { whyUnwritable } from '../lib/file-error.ts'
import type { Disk } from './disk.ts'
import { cannotUse } from './errors.ts'

/**
 * The file that `--db` means: a regular file, or a name that is free, whose folder is made.
 *
 * @param given as it was given; never printed where it is an address, which may hold a password
 * @throws {Error} where anything else stands there
 */
export async function databasePath(given: string, disk: Disk): Promise<string> {
  const scheme = /^([a-z][a-z0-9+.-]+):\/\//i.exec(given)?.[1]
  if (scheme !== undefined)
    throw cannotUse(
      `${scheme}://…`,
      'sandboxes are kept in a file, or behind an address that begins with postgres://. Give one of these.',
    )
  const path = resolve(given)
  try {
    const file = await disk.resolve(path)
    const found = await disk.find(file)
    if (found && found.kind !== 'file')
      throw cannotUse(path, `it is a ${found.kind}, not a regular file. Give another path.`)
    if (found && found.names > 1)
      throw cannotUse(
        path,
        `the file has ${found.names} names (hard links), so another server could use it under another one. Copy it, and give the copy.`,
      )
    if (/[/\\]$/.test(given)) throw cannotUse(path, 'it is the path of a folder. Give the path of a file.')
    if (!found) await disk.makeFolder(dirname(file))
    return file
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error
    throw cannotUse(path, `${whyUnwritable(error)}. Fix that, or give another file.`)
  }
}
