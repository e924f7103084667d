import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { pathToFileURL } from 'node:url'

/** What a config file gives. */
export interface ReadConfig {
  readonly value: unknown
  /** Where an option stands: `:3:1`; '' where that cannot be told. */
  place(option: string): string
}

/**
 * Reads a config file, whatever it is written in.
 *
 * @param name how the user calls it
 * @param isFresh whether modules are read anew
 * @throws {Error} with line and column where it cannot be parsed
 */
export async function readConfig(file: string, name: string, isFresh: boolean): Promise<ReadConfig> {
  const extension = extname(file)
  if (/^\.(ya?ml|json)$/.test(extension)) return readData(file, name)
  if (!/^\.[cm]?[jt]s$/.test(extension)) {
    throw new Error(`Cannot read the config ${name}: it ends with none of .ts, .js, .json, .yaml. Rename it.`)
  }
  try {
    // Node 20 runs no TypeScript by itself, and no Node imports a module twice.
    const isNative = /js$/.test(extension) && !isFresh
    const module = isNative ? await import(pathToFileURL(file).href) : await importAnew(file)
    return { value: defaultOf(module), place: () => '' }
  } catch (error) {
    throw unreadable(name, placeIn(error as Error), (error as Error).message)
  }
}

async function readData(file: string, name: string): Promise<ReadConfig> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(await readFile(file, 'utf8'), { lineCounter: lines, prettyErrors: false })
  const placeAt = (offset: number): string => {
    const { line, col } = lines.linePos(offset)
    return `:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  const [broken] = document.errors
  if (broken) throw unreadable(name, placeAt(broken.pos[0]), broken.message)
  return {
    value: document.toJS(),
    place(option) {
      const pairs = (document.contents as { items?: { key?: { value?: unknown; range?: [number] } }[] } | null)?.items
      const key = pairs?.find(pair => pair.key?.value === option)?.key
      return key?.range ? placeAt(key.range[0]) : ''
    },
  }
}

async function importAnew(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  return createJiti(import.meta.url, { moduleCache: false, fsCache: false }).import(file)
}

const defaultOf = (module: unknown): unknown => {
  const inner = (module as { default?: unknown }).default ?? module
  return (inner as { default?: unknown } | null)?.default ?? inner
}

const unreadable = (name: string, place: string, message: string): Error => {
  const [first] = message.split('\n').filter(line => line.trim() !== '')
  const why = (first ?? '')
    .replace(/^(\w*Error: )+/, '')
    .replace(/\s*\(\d+:\d+\)\s*$/, '')
    .replace(/[.:]$/, '')
  return new Error(`Cannot read the config ${name}${place}: ${why}. Fix the file.`)
}

/** `:3:5`, as far as an error tells where it happened; '' where it does not. */
function placeIn({ message, stack = '' }: Error): string {
  const parsed = /\((\d+):(\d+)\)/.exec(message)
  if (parsed) return `:${parsed[1]}:${parsed[2]}`
  // Node's own: the file and line, the line itself, and a caret below it.
  const native = /^(?:file:.*|\/.*|[A-Z]:\\.*):(\d+)\n.*\n( *)\^/.exec(stack)
  if (native) return `:${native[1]}:${native[2]!.length + 1}`
  const frame = stack
    .split('\n')
    .slice(1)
    .find(line => !/node_modules|node:internal|\(node:/.test(line))
  const at = /:(\d+):(\d+)\)?$/.exec(frame ?? '')
  return at ? `:${at[1]}:${at[2]}` : ''
}
