/**
 * A sorted sequence that never changes: every change gives a new tree that shares all but one path with the old one.
 * It is a B+ tree whose nodes count what lies below them, so a position, a rank and a page cost O(log n), and keeping
 * an old state (a reset, a checkpoint, a failed request) costs nothing but a reference.
 */
const WIDTH = 32

interface Leaf<E> {
  readonly size: number
  readonly items: readonly E[]
}
interface Branch<E> {
  readonly size: number
  readonly children: readonly Node<E>[]
  readonly first: E
}
type Node<E> = Leaf<E> | Branch<E>

const isLeaf = <E>(node: Node<E>): node is Leaf<E> => 'items' in node
const leaf = <E>(items: readonly E[]): Leaf<E> => ({ size: items.length, items })
const firstOf = <E>(node: Node<E>): E => (isLeaf(node) ? node.items[0]! : node.first)

function branch<E>(children: readonly Node<E>[]): Branch<E> {
  let size = 0
  for (const child of children) size += child.size
  return { size, children, first: firstOf(children[0]!) }
}

/** What can be read of a tree. */
export interface Sequence<E> {
  readonly size: number
  slice(from: number, to: number): E[]
  walk(visit: (entry: E) => boolean | void, backwards?: boolean): void
  digests<D>(digest: Digest<E, D>): D[]
}

/** What is worked out of runs of entries, once for each node of any tree that holds one. */
export interface Digest<E, D> {
  of(entries: readonly E[]): D
  join(parts: readonly D[]): D
  readonly known: WeakMap<object, D>
}

/** Entries in a digest at most: many, for few digests; few, for a change not to cost much. */
const DIGESTED = WIDTH * WIDTH

export class Tree<E> implements Sequence<E> {
  readonly #compare: (a: E, b: E) => number
  readonly #root: Node<E>

  private constructor(compare: (a: E, b: E) => number, root: Node<E>) {
    this.#compare = compare
    this.#root = root
  }

  /** Builds a tree of `sorted`, which must already be in the order of `compare`, without equal entries. */
  static of<E>(compare: (a: E, b: E) => number, sorted: readonly E[] = []): Tree<E> {
    let level: Node<E>[] = []
    for (let i = 0; i < sorted.length; i += WIDTH) level.push(leaf(sorted.slice(i, i + WIDTH)))
    while (level.length > 1) {
      const above: Node<E>[] = []
      for (let i = 0; i < level.length; i += WIDTH) above.push(branch(level.slice(i, i + WIDTH)))
      level = above
    }
    return new Tree(compare, level[0] ?? leaf<E>([]))
  }

  get size(): number {
    return this.#root.size
  }

  /** How many entries, from the first, satisfy `before`, which must hold for a leading run only. */
  rank(before: (entry: E) => boolean): number {
    let node = this.#root
    let rank = 0
    while (!isLeaf(node)) {
      const { children }: Branch<E> = node
      let low = 1
      let high = children.length
      while (low < high) {
        const middle = (low + high) >> 1
        if (before(firstOf(children[middle]!))) low = middle + 1
        else high = middle
      }
      for (let i = 0; i < low - 1; i++) rank += children[i]!.size
      node = children[low - 1]!
    }
    let low = 0
    let high = node.items.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (before(node.items[middle]!)) low = middle + 1
      else high = middle
    }
    return rank + low
  }

  at(position: number): E | undefined {
    if (position < 0 || position >= this.size) return undefined
    let node = this.#root
    let rest = position
    while (!isLeaf(node)) {
      let i = 0
      while (rest >= node.children[i]!.size) rest -= node.children[i++]!.size
      node = node.children[i]!
    }
    return node.items[rest]
  }

  /** The entry for which `probe` is 0; `probe` is negative for entries before it and positive for those after. */
  find(probe: (entry: E) => number): E | undefined {
    let node = this.#root
    while (!isLeaf(node)) {
      const { children }: Branch<E> = node
      const { at, equal } = placeOf(children.length, i => probe(firstOf(children[i]!)))
      node = children[equal ? at : Math.max(0, at - 1)]!
    }
    const { items } = node
    const { at, equal } = placeOf(items.length, i => probe(items[i]!))
    return equal ? items[at] : undefined
  }

  /** The entries at positions `from` (included) to `to` (excluded). */
  slice(from: number, to: number): E[] {
    const found: E[] = []
    collect(this.#root, Math.max(0, from), Math.min(to, this.size), found)
    return found
  }

  insert(entry: E): Tree<E> {
    const nodes = this.size === 0 ? [leaf([entry])] : inserted(this.#root, entry, this.#compare)
    return new Tree(this.#compare, nodes.length === 1 ? nodes[0]! : branch(nodes))
  }

  /** A tree without the entry equal to `entry`; the same tree where there is none. */
  remove(entry: E): Tree<E> {
    const root = removed(this.#root, entry, this.#compare)
    if (root === this.#root) return this
    return new Tree(this.#compare, root === null ? leaf<E>([]) : collapsed(root))
  }

  [Symbol.iterator](): Iterator<E> {
    return entries(this.#root)
  }

  /** Calls `visit` on each entry, from the first, or from the last where `backwards`, until it gives false. */
  walk(visit: (entry: E) => boolean | void, backwards = false): void {
    walk(this.#root, visit, backwards)
  }

  /** Where `after` differs from this tree, in their order. What both share is passed over, whatever its size. */
  differences(after: Tree<E>): Generator<TreeDifference<E>> {
    return differences(new Cursor(this.#root), new Cursor(after.#root), this.#compare)
  }

  /** Digests of all entries, run by run. After a change only those are worked out anew that it touched. */
  digests<D>(digest: Digest<E, D>): D[] {
    return digestible(this.#root).map(node => digested(node, digest))
  }
}

/** An entry that only one of two trees has, or one that stands in the place of another. */
export interface TreeDifference<E> {
  readonly before: E | undefined
  readonly after: E | undefined
}

/** A place in a tree: before a node, or before an item of a leaf that was entered. */
class Cursor<E> {
  readonly #ahead: Node<E>[]
  #leaf: Leaf<E> | undefined
  #at = 0

  constructor(root: Node<E>) {
    this.#ahead = root.size > 0 ? [root] : []
  }

  /** The node before which it stands; undefined within a leaf, and at the end. */
  get node(): Node<E> | undefined {
    return this.#leaf ? undefined : this.#ahead.at(-1)
  }

  /** The next entry. */
  get entry(): E | undefined {
    if (this.#leaf) return this.#leaf.items[this.#at]
    const node = this.#ahead.at(-1)
    return node && firstOf(node)
  }

  pass(): void {
    this.#ahead.pop()
  }

  enter(): void {
    const node = this.#ahead.pop()!
    if (isLeaf(node)) this.#leaf = node
    else for (let i = node.children.length - 1; i >= 0; i--) this.#ahead.push(node.children[i]!)
  }

  /** The next entry, which is passed over. */
  take(): E {
    while (!this.#leaf) this.enter()
    const entry = this.#leaf.items[this.#at++]!
    if (this.#at === this.#leaf.items.length) {
      this.#leaf = undefined
      this.#at = 0
    }
    return entry
  }
}

function* differences<E>(a: Cursor<E>, b: Cursor<E>, compare: (a: E, b: E) => number): Generator<TreeDifference<E>> {
  for (;;) {
    const [x, y] = [a.node, b.node]
    if (x && x === y) {
      a.pass()
      b.pass()
    } else if (x && y && !(isLeaf(x) && isLeaf(y))) {
      if (x.size >= y.size ? !isLeaf(x) : isLeaf(y)) a.enter()
      else b.enter()
    } else {
      const [left, right] = [a.entry, b.entry]
      if (left === undefined && right === undefined) return
      const order = left === undefined ? 1 : right === undefined ? -1 : compare(left, right)
      const before = order <= 0 ? a.take() : undefined
      const after = order >= 0 ? b.take() : undefined
      if (before !== after) yield { before, after }
    }
  }
}

const digestible = <E>(node: Node<E>): Node<E>[] =>
  isLeaf(node) || node.size <= DIGESTED ? [node] : node.children.flatMap(digestible)

function digested<E, D>(node: Node<E>, digest: Digest<E, D>): D {
  let known = digest.known.get(node)
  if (known === undefined) {
    known = isLeaf(node) ? digest.of(node.items) : digest.join(node.children.map(child => digested(child, digest)))
    digest.known.set(node, known)
  }
  return known
}

function* entries<E>(node: Node<E>): Generator<E> {
  if (isLeaf(node)) yield* node.items
  else for (const child of node.children) yield* entries(child)
}

function walk<E>(node: Node<E>, visit: (entry: E) => boolean | void, backwards: boolean): boolean {
  const parts: readonly (E | Node<E>)[] = isLeaf(node) ? node.items : node.children
  for (let i = 0; i < parts.length; i++) {
    const part = parts[backwards ? parts.length - 1 - i : i]!
    const goOn = isLeaf(node) ? visit(part as E) !== false : walk(part as Node<E>, visit, backwards)
    if (!goOn) return false
  }
  return true
}

function collect<E>(node: Node<E>, from: number, to: number, found: E[]): void {
  if (from >= to) return
  if (isLeaf(node)) {
    for (let i = from; i < to; i++) found.push(node.items[i]!)
    return
  }
  let start = 0
  for (const child of node.children) {
    if (start >= to) return
    if (start + child.size > from) {
      collect(child, Math.max(0, from - start), Math.min(child.size, to - start), found)
    }
    start += child.size
  }
}

/** The position of the child or item that `entry` belongs to: the last whose first entry is not after it. */
function placeOf(count: number, compareAt: (i: number) => number): { at: number; equal: boolean } {
  let low = 0
  let high = count
  while (low < high) {
    const middle = (low + high) >> 1
    const order = compareAt(middle)
    if (order === 0) return { at: middle, equal: true }
    if (order < 0) low = middle + 1
    else high = middle
  }
  return { at: low, equal: false }
}

/** One node, or two where it had to split. A full last node splits unevenly, so that appending fills nodes. */
function inserted<E>(node: Node<E>, entry: E, compare: (a: E, b: E) => number): Node<E>[] {
  if (isLeaf(node)) {
    const { items } = node
    const { at, equal } = placeOf(items.length, i => compare(items[i]!, entry))
    if (equal) return [leaf(items.with(at, entry))]
    const grown = items.toSpliced(at, 0, entry)
    return split(grown, at).map(leaf)
  }
  const { children } = node
  const { at, equal } = placeOf(children.length, i => compare(firstOf(children[i]!), entry))
  const place = equal ? at : Math.max(0, at - 1)
  const grown = children.toSpliced(place, 1, ...inserted(children[place]!, entry, compare))
  return split(grown, place).map(branch)
}

function split<P>(parts: readonly P[], grownAt: number): (readonly P[])[] {
  if (parts.length <= WIDTH) return [parts]
  const middle = grownAt >= parts.length - 2 ? parts.length - 1 : parts.length >> 1
  return [parts.slice(0, middle), parts.slice(middle)]
}

function removed<E>(node: Node<E>, entry: E, compare: (a: E, b: E) => number): Node<E> | null {
  if (isLeaf(node)) {
    const { at, equal } = placeOf(node.items.length, i => compare(node.items[i]!, entry))
    if (!equal) return node
    return node.size === 1 ? null : leaf(node.items.toSpliced(at, 1))
  }
  const { children } = node
  const { at, equal } = placeOf(children.length, i => compare(firstOf(children[i]!), entry))
  const place = equal ? at : at - 1
  if (place < 0) return node
  const child = removed(children[place]!, entry, compare)
  if (child === children[place]) return node
  if (child !== null) return branch(children.with(place, child))
  return children.length === 1 ? null : branch(children.toSpliced(place, 1))
}

const collapsed = <E>(node: Node<E>): Node<E> =>
  !isLeaf(node) && node.children.length === 1 ? collapsed(node.children[0]!) : node
