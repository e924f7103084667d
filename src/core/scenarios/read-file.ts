import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Document, Node } from 'yaml'
import { asSentence } from '../lib/as-sentence.ts'
import { whyUnreadable } from '../lib/file-error.ts'
import type { Scenario } from './scenario.ts'
import { type Path, type ScenarioFlaw, sayScenarioFlaw } from './scenario-flaw.ts'

/** A flaw and where in its file it stands, counted from 1. */
export interface PlacedFlaw extends ScenarioFlaw {
  readonly file: string
  readonly line: number
  readonly column: number
}

/** A scenario file that cannot be used: its message tells the first flaw, in one line. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError'
  readonly flaws: readonly PlacedFlaw[]

  /** @param below those of what the file extends */
  constructor(file: string, found: readonly PlacedFlaw[], below: readonly PlacedFlaw[] = []) {
    const flaws = [...below, ...found.toSorted((a, b) => a.line - b.line || a.column - b.column)]
    const more = flaws.length > 1 ? ` Run npx poligon scenarios check ${file} to see ${flaws.length - 1} more.` : ''
    super(`Cannot use the scenario ${asSentence(sayPlaced(flaws[0]!))} Fix it there.${more}`)
    this.flaws = flaws
  }
}

/** `my.yaml:7:5 data.salesman.clients[0].title must be a string, not 7` */
export const sayPlaced = (flaw: PlacedFlaw): string =>
  `${flaw.file}:${flaw.line}:${flaw.column} ${sayScenarioFlaw(flaw)}`

/** A file's document, and where its parts stand. */
export interface ScenarioFile {
  readonly scenario: Scenario
  place(flaw: ScenarioFlaw): PlacedFlaw
}

/**
 * Reads a scenario file, YAML or JSON. What it holds is not yet checked.
 *
 * @throws {ScenarioError} where it cannot be read or parsed
 */
export async function readScenarioFile(file: string): Promise<ScenarioFile> {
  const { LineCounter, parseDocument } = await import('yaml')
  const lines = new LineCounter()
  const document = parseDocument(await readText(file), { lineCounter: lines, prettyErrors: false })
  const placeAt = (flaw: ScenarioFlaw, offset: number): PlacedFlaw => {
    const { line, col } = lines.linePos(offset)
    return { ...flaw, file, line: Math.max(line, 1), column: Math.max(col, 1) }
  }
  const broken = document.errors.map(({ message, pos }) => placeAt({ path: [], message }, pos[0]))
  if (broken.length > 0) throw new ScenarioError(file, broken)
  const place = (flaw: ScenarioFlaw): PlacedFlaw => placeAt(flaw, offsetOf(document, flaw.path))
  try {
    const scenario = named(document.toJS(), file)
    return { scenario, place }
  } catch (error) {
    throw new ScenarioError(file, [place({ path: [], message: (error as Error).message })])
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    throw new Error(`Cannot read the scenario ${file}: ${whyUnreadable(error)}. Check the path.`)
  }
}

/** A document without a name is called as its file is; an editor's `$schema` is not part of it. */
function named(document: unknown, file: string): Scenario {
  if (document === null || typeof document !== 'object' || Array.isArray(document)) return document as Scenario
  const { $schema: _, ...scenario } = document as Scenario & { $schema?: string }
  return { name: basename(file).replace(/\.[^.]*$/, ''), ...scenario }
}

/** Where the deepest part of `path` that the document has begins: a name's own place for what stands under it. */
function offsetOf(document: Document, path: Path): number {
  let offset = startOf(document.contents)
  for (let depth = 1; depth <= path.length; depth++) {
    const holder = document.getIn(path.slice(0, depth - 1), true) as { items?: unknown[] } | undefined
    const part = path[depth - 1]
    const pair = holder?.items?.find(item => keyOf(item) === String(part)) as { key: Node } | undefined
    const node = pair?.key ?? (document.getIn(path.slice(0, depth), true) as Node | undefined)
    if (!node) break
    offset = startOf(node)
  }
  return offset
}

const keyOf = (item: unknown): string | undefined => {
  const key = (item as { key?: { value?: unknown } } | null)?.key
  return key === undefined || key === null ? undefined : String(key.value)
}

const startOf = (node: Node | null | undefined): number => node?.range?.[0] ?? 0
