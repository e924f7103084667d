import { readFile } from 'node:fs/promises'
import { extname, relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { filesOfConfig } from './config-files.ts'
import { whyUnreadable } from './core/lib/file-error.ts'

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
    throw new Error(`Cannot read the config ${name}: its name must end with one of .ts, .js, .json, .yaml. Rename it.`)
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
  const text = await readFile(file, 'utf8').catch(error => {
    throw new Error(`Cannot read the config ${name}: ${whyUnreadable(error)}. Check the path.`)
  })
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
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
    const next = placeOfName(text, String(part), at + 1)
    if (next < 0) break
    at = next
  }
  if (at < 0) return ''
  const lines = text.slice(0, at).split('\n')
  return `:${lines.length}:${lines.at(-1)!.length + 1}`
}

/** Where `name:` or `'name':` stands next; -1 where it does not. */
function placeOfName(text: string, name: string, from: number): number {
  for (let at = text.indexOf(name, from); at >= 0 && at < text.length; at = text.indexOf(name, at + 1)) {
    const end = at + name.length
    const quotes = at > from && text[at - 1] === text[end] && /["']/.test(text[end] ?? '') ? 1 : 0
    const rest = text.slice(end + quotes).trimStart()
    if (rest.startsWith(':') && !/[\w$.]/.test(text[at - quotes - 1] ?? '')) return at - quotes
  }
  return -1
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
  const [why] = /^.*[^.:\s]/s.exec((first ?? '').replace(/^(\w*Error: )+/, '')) ?? ['']
  return new Error(`Cannot read the config ${name}${place}: ${why}. Fix the file.`)
}

/** `:3:5`, or `: own-api.ts:3:5` for another file, as far as an error tells where it happened. */
function placeIn({ message, stack = '' }: Error, config: string): string {
  // Jiti's: what is wrong, and on the next line where, with columns from 0.
  const lines = message.split('\n').map(line => /^(\/.*|[A-Z]:\\.*):(\d+):(\d+)$/.exec(line.trim()))
  const parsed = lines.find(line => line !== null)
  if (parsed) return sayPlace(parsed[1]!, config, `:${parsed[2]}:${Number(parsed[3]) + 1}`)
  // Thrown while it ran: columns are of what was made of the file, and left out.
  const frame = stack.split('\n').find(line => /^ {4}at /.test(line) && !/node_modules|node:/.test(line))
  const [, place = ''] = /(?:at |\()((?:file:|\/|[A-Z]:\\).*)/.exec(frame ?? '') ?? []
  const end = /:(\d+):\d+\)?$/.exec(place)
  return end ? sayPlace(place.slice(0, end.index), config, `:${end[1]}`) : ''
}

/** What jiti makes of a file that it cannot parse begins so; what was wrong follows in JSON. */
const JITI_ERROR = 'exports.__JITI_ERROR__ = '

/** Node does not tell where an ES module cannot be parsed: the first of a config's files that jiti cannot parse either. */
async function faultyPlace(config: string): Promise<string> {
  const { createJiti } = await import('jiti')
  const jiti = createJiti(import.meta.url, { fsCache: false })
  for (const filename of filesOfConfig(config).filter(path => /\.[cm]?[jt]s$/.test(path))) {
    const source = await readFile(filename, 'utf8').catch(() => '')
    const code = jiti.transform({ source, filename })
    if (!code.startsWith(JITI_ERROR)) continue
    const { line, column } = JSON.parse(code.slice(JITI_ERROR.length)) as { line: number; column: number }
    return sayPlace(filename, config, `:${line}:${column + 1}`)
  }
  return ''
}

function sayPlace(file: string, config: string, place: string): string {
  const path = file.startsWith('file:') ? fileURLToPath(file.split('?', 1)[0]!) : file
  return path === config ? place : `: ${relative(process.cwd(), path)}${place}`
}
