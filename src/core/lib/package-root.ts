import { existsSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of the package: where `package.json`, `schemas` and `scenarios` lie, from source and built alike. */
export const packageRoot: string = (() => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'schemas', 'scenario.schema.json'))) {
    const above = dirname(folder)
    if (above === folder)
      throw new Error(
        'Cannot find the folder of the package poligon: schemas/scenario.schema.json is missing. Reinstall it.',
      )
    folder = above
  }
  return folder
})()

/** Whether this code was built, or runs from its source. */
export const isBuilt: boolean = relative(packageRoot, fileURLToPath(import.meta.url)).startsWith('dist')
