import type { Scenario } from './scenario.ts'
import type { Path, ScenarioFlaw } from './scenario-flaw.ts'

/** A document without the parts that have a flaw, so that the rest can be looked at. */
export interface Sound {
  readonly document: Scenario
  /** The parts that it lacks, with their places. */
  readonly left: readonly { readonly path: Path; readonly value: unknown }[]
  /** A flaw of it, with its place in the whole document. */
  placed(flaw: ScenarioFlaw): ScenarioFlaw
}

/** How deep the parts lie that can be left out without the others: a field of a record, of a fault; else an entry. */
const DEPTHS: Readonly<Record<string, number>> = { data: 5, faults: 3 }

export function withoutFlaws(document: Scenario, flaws: readonly Pick<ScenarioFlaw, 'path'>[]): Sound {
  const outermost: Node = { inner: new Map() }
  for (const { path } of flaws) leaveOut(outermost, path.slice(0, DEPTHS[path[0]!] ?? 2))
  const left: Sound['left'][number][] = []
  const kept = new Map<string, readonly number[]>()
  const copy = (value: unknown, { inner }: Node, path: Path): unknown => {
    if (value === null || typeof value !== 'object') return value
    const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value)
    const rest = entries.flatMap(([name, part]): [string | number, unknown][] => {
      const node = inner.get(String(name))
      if (node?.isLeft) left.push({ path: [...path, name], value: part })
      return node?.isLeft ? [] : [[name, node ? copy(part, node, [...path, name]) : part]]
    })
    if (!Array.isArray(value)) return Object.fromEntries(rest)
    kept.set(
      path.join('/'),
      rest.map(([at]) => at as number),
    )
    return rest.map(([, part]) => part)
  }
  return {
    document: flaws.length === 0 ? document : (copy(document, outermost, []) as Scenario),
    left,
    placed: ({ path, message }) => ({
      path: path.map((part, i) => kept.get(path.slice(0, i).join('/'))?.[part as number] ?? part),
      message,
    }),
  }
}

/** A part of a document, by what lies in it. */
interface Node {
  isLeft?: boolean
  /** By name, or number. */
  readonly inner: Map<string, Node>
}

function leaveOut(outermost: Node, path: Path): void {
  let node = outermost
  for (const name of path) {
    const inner = node.inner.get(String(name)) ?? { inner: new Map() }
    node.inner.set(String(name), inner)
    node = inner
  }
  node.isLeft = true
}
