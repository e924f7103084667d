import { basename, dirname } from 'node:path'
import type { Adapter } from 'lowdb'
import type { Database } from '../sandbox/registry.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Disk } from './disk.ts'
import { decode, encode, Unfit } from './saved.ts'

export interface SandboxFileOptions {
  readonly file: string
  readonly initialWorlds: InitialWorlds
  readonly disk: Disk
  report(problem: string): void
}

/** lowdb's adapter to a file of sandboxes, which is at every moment either the old one, whole, or the new one, whole. */
export class SandboxFile implements Adapter<Database> {
  readonly #options: SandboxFileOptions
  /** Why what was found could not be gone on with; null where it could. */
  problem: string | null = null

  constructor(options: SandboxFileOptions) {
    this.#options = options
  }

  get file(): string {
    return this.#options.file
  }

  async read(): Promise<Database | null> {
    const { file, disk, initialWorlds } = this.#options
    const text = await disk.read(file)
    if (text === null) return null
    try {
      return await decode(text, initialWorlds)
    } catch (error) {
      if (!(error instanceof Unfit)) throw error
      await this.#putAside(error.message)
      return null
    }
  }

  async write(database: Database): Promise<void> {
    const { file, disk } = this.#options
    const next = `${file}.${process.pid}.tmp`
    try {
      await disk.write(next, encode(database))
      await disk.move(next, file)
    } catch (error) {
      await disk.remove(next).catch(() => {})
      throw error
    }
  }

  async #putAside(why: string): Promise<void> {
    const { file, disk, report } = this.#options
    const aside = `${file}.corrupt-${new Date().toISOString().replaceAll(':', '-')}`
    const names = await disk.names(dirname(file))
    if (names.includes(basename(aside))) throw new Error(`it cannot be put aside: ${aside} exists`)
    await disk.move(file, aside)
    this.problem = `Cannot go on with the database ${file}: ${why}. It was put aside as ${aside}; sandboxes start anew.`
    report(this.problem)
  }
}
