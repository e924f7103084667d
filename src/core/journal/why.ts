import type { Api } from '../api/api.ts'
import { namesOfNearest } from '../api/nearest-operations.ts'
import type { RecordInTheWay } from '../api/refusal.ts'
import type { Violation } from '../api/violation.ts'
import { explain } from '../faults/explain.ts'
import type { Key } from '../store/row.ts'
import { opOf, type Write, type WriteOp } from '../store/write.ts'
import type { LoggedExchange } from './logged-exchange.ts'
import type { Mask } from './mask.ts'

/** Why a request was answered as it was; ids have their API before them: `salesman client.add`. */
export interface Why {
  /** Null where no operation answers it. */
  readonly operation: { readonly id: string; readonly docs: { readonly page: string; readonly heading: string } } | null
  /** The documented case that decided the answer; null where it is none, as a plain success is. */
  readonly rule: { readonly id: string; readonly text: string; readonly docs: string } | null
  /** The record that the answer is for, where it is for one: the client that a new one would double. */
  readonly record?: RecordInTheWay
  /** The readings that shaped the answer, and what else each could have been. */
  readonly readings: readonly {
    readonly id: string
    readonly option: string
    readonly about: string
    readonly others: readonly string[]
  }[]
  /** What it wrote. */
  readonly changes: readonly { readonly collection: string; readonly key: Key; readonly op: WriteOp }[]
  /** Null where the operation keeps no answers. */
  readonly cache: { readonly hit: true; readonly ageSeconds: number } | { readonly hit: false } | null
  readonly fault: { readonly id: string; readonly explains: string } | null
  readonly violations: readonly Violation[]
  /** The operations, up to three, that were perhaps meant, where none answers. */
  readonly nearest: readonly string[] | null
}

/**
 * @param apis all of the server
 * @param mask the entry's
 */
export function whyOf(entry: LoggedExchange, apis: readonly Api[], mask: Mask): Why {
  const { case: documented, record, options, struckBy, violations } = entry
  return {
    operation: operationOf(entry, apis),
    rule: documented && { id: documented.id, text: documented.text, docs: documented.docs },
    ...(record && { record }),
    readings: options.map(({ id, option, reading: { about, options: all } }) => ({
      ...{ id, option, about },
      others: Object.keys(all).filter(other => other !== option),
    })),
    changes: changesIn(entry.writes),
    cache: cacheOf(entry),
    fault: struckBy && { id: struckBy.id!, explains: explain(struckBy) },
    violations: violations.map(violation => mask.violation(violation)),
    nearest: nearestTo(entry, apis),
  }
}

function operationOf({ api: name, operation: id }: LoggedExchange, apis: readonly Api[]): Why['operation'] {
  const docs = apis.find(api => api.name === name)?.operations.find(operation => operation.id === id)?.docs
  if (docs === undefined) return null
  const [, page = '', heading = ''] = /^([^:]*)(?:: *(.*))?$/s.exec(docs)!
  return { id: `${name} ${id}`, docs: { page, heading } }
}

function cacheOf({ replyHeaders: { 'x-mock-cache': kept, age } }: LoggedExchange): Why['cache'] {
  if (kept === undefined) return null
  return kept === 'hit' ? { hit: true, ageSeconds: Number(age) } : { hit: false }
}

function nearestTo(entry: LoggedExchange, apis: readonly Api[]): Why['nearest'] {
  const { operation, violations, method, path, direction, timer } = entry
  if (operation !== null || direction === 'out' || timer) return null
  const told = violations.find(({ nearest }) => nearest !== undefined)?.nearest
  return told ?? (path === null ? null : namesOfNearest(method ?? 'GET', path, apis))
}

/** What is left of several writes to one record is one change; of one that came and went, none. */
function changesIn(writes: readonly Write[]): Why['changes'] {
  const records = new Map<string, { collection: string; key: Key; wasThere: boolean; isThere: boolean }>()
  for (const { api, collection, key, op } of writes) {
    const name = JSON.stringify([api, collection, key])
    const { wasThere } = records.get(name) ?? { wasThere: op !== 'insert' }
    records.set(name, { collection, key, wasThere, isThere: op !== 'delete' })
  }
  return [...records.values()]
    .filter(({ wasThere, isThere }) => wasThere || isThere)
    .map(({ collection, key, wasThere, isThere }) => ({ collection, key, op: opOf(wasThere, isThere) }))
}
