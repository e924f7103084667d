import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Ajv2020, ValidateFunction } from 'ajv/dist/2020.js'
import { createAjv } from './ajv.ts'

/** A folder of schemas of a user's own. They refer to each other by their file names. */
export class SchemaFolder {
  readonly path: string
  #ajv: Ajv2020 | undefined

  constructor(path: string) {
    this.path = path
  }

  get exists(): boolean {
    return existsSync(this.path)
  }

  has(file: string): boolean {
    return existsSync(join(this.path, file))
  }

  read(file: string): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.path, file), 'utf8'))
  }

  /** @throws {Error} where it, or what it refers to, is not a schema */
  validator(file: string): ValidateFunction {
    this.#ajv ??= this.#loaded()
    return this.#ajv.getSchema(this.#idOf(file))!
  }

  get files(): string[] {
    if (!this.exists) return []
    const names = readdirSync(this.path, { recursive: true, encoding: 'utf8' })
    return names.filter(name => name.endsWith('.json'))
  }

  #loaded(): Ajv2020 {
    const ajv = createAjv()
    for (const file of this.files) ajv.addSchema({ ...this.read(file), $id: this.#idOf(file) })
    return ajv
  }

  #idOf(file: string): string {
    return pathToFileURL(join(this.path, file)).href
  }
}
