import type { Node } from './fleet.ts'

/** Many clients that add records, one after another each, on the servers that answer. */
export class Load {
  /** What was acknowledged: names by id. Two that were given one id are both here. */
  readonly acknowledged: { readonly id: number; readonly name: string; readonly at: number }[] = []
  #isOver = false
  readonly #workers: Promise<void>[]

  /**
   * @param nodes the server that is asked first, and those that are asked where it does not answer
   * @param boxes sandboxes, written to by turns
   */
  constructor(nodes: () => readonly Node[], boxes: readonly string[], clients = 8) {
    this.#workers = Array.from({ length: clients }, (_, client) => this.#work(client, nodes, boxes))
  }

  async end(): Promise<void> {
    this.#isOver = true
    await Promise.all(this.#workers)
  }

  /** How long nothing was acknowledged at most, in milliseconds, from a time on. */
  longestGap(from: number): number {
    const times = [from, ...this.acknowledged.map(({ at }) => at).filter(at => at >= from)]
    return Math.max(0, ...times.slice(1).map((at, i) => at - times[i]!))
  }

  async #work(client: number, nodes: () => readonly Node[], boxes: readonly string[]): Promise<void> {
    for (let i = 0; !this.#isOver; i++) {
      const box = boxes[i % boxes.length]!
      for (const [attempt, node] of nodes().entries()) {
        // One that was not acknowledged may be there all the same.
        const name = `${box}/${client}/${i}/${attempt}`
        const id = await node.add(name, box)
        if (id === null) continue
        this.acknowledged.push({ id, name, at: performance.now() })
        break
      }
    }
  }
}

/** What is wrong with what is stored, given what was acknowledged: lost, replaced by another, or there twice. */
export async function wrongs(load: Load, node: Node, boxes: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const box of boxes) {
    const stored = await node.clients(box)
    const acknowledged = load.acknowledged.filter(({ name }) => name.startsWith(`${box}/`))
    const count = new Map<string, number>()
    for (const name of stored.values()) count.set(name, (count.get(name) ?? 0) + 1)
    for (const { id, name } of acknowledged) {
      if (stored.get(id) === undefined) found.push(`${name} (${id}) is lost`)
      else if (stored.get(id) !== name) found.push(`${id} is ${stored.get(id)}, not ${name}`)
      else if (count.get(name) !== 1) found.push(`${name} is there ${count.get(name)} times`)
    }
  }
  return found
}

/** The state of a sandbox with so many clients, which are all that it has. */
export const stateOf = (count: number, name = 'client') => ({
  empty: true,
  data: {
    vodyanoy: {
      clients: Array.from({ length: count }, (_, i) => ({
        id: String(20_000_000_000_000 + i),
        naimenovanie: `${name} ${i}`,
      })),
    },
  },
})
