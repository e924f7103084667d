import { OwnFault } from './own-fault.ts'

/** Paths as their pieces: what stands, and the names between, by turns. */
const templates = new Map<string, readonly string[]>()
const TEMPLATES_KEPT = 1000

function piecesOf(path: string): readonly string[] {
  let pieces = templates.get(path)
  if (!pieces) {
    pieces = path.split(/:([A-Za-z_]\w*)/)
    if (templates.size < TEMPLATES_KEPT) templates.set(path, pieces)
  }
  return pieces
}

/**
 * An address below a base address, its `:name`s filled in.
 *
 * @throws {OwnFault} where a value is missing
 */
export function linkTo(baseUrl: string, path: string, values: object = {}): string {
  const pieces = piecesOf(path)
  let link = baseUrl + pieces[0]!
  for (let at = 1; at < pieces.length; at += 2) {
    const name = pieces[at]!
    const value = (values as Record<string, unknown>)[name]
    if (value === undefined || value === null || value === '')
      throw new OwnFault(`link(${JSON.stringify(path)}) has no value for :${name}`)
    link += encodeURIComponent(String(value)) + pieces[at + 1]!
  }
  return link
}
