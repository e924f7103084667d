import type { Work } from '../lib/slices.ts'
import type { Key, Row } from './row.ts'

/** Rows in the order given: those of `base` that need not move stay in their place, the others lie between them. */
export function* placing(rows: Iterable<Row>, base: ReadonlyMap<Key, Row>): Work<Row[]> {
  const result: Row[] = []
  let last = -1
  let waiting: Row[] = []
  const settle = (room: number): void => {
    for (const [i, { key, record }] of waiting.entries())
      result.push({ key, seq: last + (room * (i + 1)) / (waiting.length + 1), record })
    waiting = []
  }
  for (const row of rows) {
    yield
    const own = base.get(row.key)
    if (!own || own.seq <= last) {
      waiting.push(row)
      continue
    }
    settle(own.seq - last)
    result.push(isSame(own.record, row.record) ? own : { key: row.key, seq: own.seq, record: row.record })
    last = own.seq
  }
  settle(waiting.length + 1)
  return result
}

/** Names in another order are another record: it is written otherwise. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)
