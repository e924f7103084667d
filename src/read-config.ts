import { readFile } from 'node:fs/promises'
import { extname, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { filesOfConfig } from './config-files.ts'

/** What a config file gives. */
export interface ReadConfig {
  readonly value: unknown
  /** Where an option, or a part of it, stands: `:3:1`; '' where that cannot be told. */
  place(path: readonly (string | number)[]): string
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
    if (isFresh) (await import('./fresh-imports.ts')).importAnew()
    // Node 20 runs no TypeScript by itself.
    const isNative = /js$/.test(extension)
    const module = isNative ? await import(pathToFileURL(file).href) : await importTypeScript(file)
    const text = await readFile(file, 'utf8')
    return { value: defaultOf(module), place: path => placeInCode(text, path) }
  } catch (error) {
    const place = placeIn(error as Error, file) || (await faultyPlace(file))
    throw unreadable(name, place, (error as Error).message)
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
    place(path) {
      for (let depth = path.length; depth > 0; depth--) {
        const holder = document.getIn(path.slice(0, depth - 1), true) as { items?: Item[] } | undefined
        const key = holder?.items?.find(item => item.key?.value === path[depth - 1])?.key
        if (key?.range) return placeAt(key.range[0])
      }
      return ''
    },
  }
}

interface Item {
  readonly key?: { readonly value?: unknown; readonly range?: readonly [number, ...unknown[]] }
}

/** Where the names of a path stand in code, one after another. */
function placeInCode(text: string, path: readonly (string | number)[]): string {
  let at = -1
  for (const part of path) {
    const name = String(part).replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    const found = new RegExp(`(?<![\\w$.])(['"]?)${name}\\1\\s*:`, 'g')
    found.lastIndex = at + 1
    const next = found.exec(text)
    if (!next) break
    at = next.index
  }
  if (at < 0) return ''
  const lines = text.slice(0, at).split('\n')
  return `:${lines.length}:${lines.at(-1)!.length + 1}`
}

async function importTypeScript(file: string): Promise<unknown> {
  const { createJiti } = await import('jiti')
  return createJiti(import.meta.url, { moduleCache: false, fsCache: false }).import(file)
}

const defaultOf = (module: unknown): unknown => {
  const inner = (module as { default?: unknown }).default ?? module
  return (inner as { default?: unknown } | null)?.default ?? inner
}

const unreadable = (name: string, place: string, message: string): Error => {
  const [first] = message.split('\n').filter(line => line.trim() !== '')
  const why = (first ?? '').replace(/^(\w*Error: )+/, '').replace(/[.:\s]+$/, '')
  return new Error(`Cannot read the config ${name}${place}: ${why}. Fix the file.`)
}

/** `:3:5`, or `: own-api.ts:3:5` for another file, as far as an error tells where it happened. */
function placeIn({ message, stack = '' }: Error, config: string): string {
  // Jiti's: what is wrong, and on the next line where, with columns from 0.
  const parsed = /^\s*(\/.*|[A-Z]:\\.*):(\d+):(\d+)\s*$/m.exec(message)
  if (parsed) return sayPlace(parsed[1]!, config, `:${parsed[2]}:${Number(parsed[3]) + 1}`)
  // Thrown while it ran: columns are of what was made of the file, and left out.
  const frame = stack.split('\n').find(line => /^ {4}at /.test(line) && !/node_modules|node:/.test(line))
  const thrown = /(?:at |\()(file:.*|\/.*|[A-Z]:\\.*):(\d+):\d+\)?$/.exec(frame ?? '')
  return thrown ? sayPlace(thrown[1]!, config, `:${thrown[2]}`) : ''
}

/** Node does not tell where an ES module cannot be parsed: the first of a config's files that jiti cannot parse either. */
async function faultyPlace(config: string): Promise<string> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, { fsCache: false })
  for (const filename of filesOfConfig(config).filter(path => /\.[cm]?[jt]s$/.test(path))) {
    const source = await readFile(filename, 'utf8').catch(() => '')
    const [, line, column] =
      /__JITI_ERROR__ = \{.*?"line":(\d+),"column":(\d+)/.exec(jiti.transform({ source, filename })) ?? []
    if (line !== undefined) return sayPlace(filename, config, `:${line}:${Number(column) + 1}`)
  }
  return ''
}

function sayPlace(file: string, config: string, place: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file.replace(/\?.*$/, '')) : file
  return path === config ? place : `: ${relative(process.cwd(), path)}${place}`
}
