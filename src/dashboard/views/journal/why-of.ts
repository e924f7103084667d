import { sayNearest } from '../../parts/docs.ts'
import type { Api, Docs, Entry, Why } from '../../state/model.ts'

/** What the server says of an entry; from one that explains none, what the entry itself says. */
export function whyOf(entry: Entry, apis: readonly Api[]): Why {
  if (entry.why) return { ...entry.why, nearest: nearestOf(entry, entry.why) }
  const api = apis.find(({ name }) => name === entry.api)
  const operation = api?.operations.find(({ id }) => id === entry.operation)
  return {
    operation: operation ? { id: `${api!.name} ${operation.id}`, docs: docsFrom(operation.docs) } : null,
    rule: null,
    readings: entry.readings.flatMap(id => {
      const reading = api?.readings.find(candidate => candidate.id === id)
      return reading ? [{ id, option: '', about: reading.about, others: reading.options }] : []
    }),
    changes: [],
    cache: entry.servedFrom === 'cache' ? { hit: true } : null,
    fault: entry.fault === null ? null : { id: entry.fault, explains: '' },
    violations: entry.violations,
    nearest: nearestOf(entry, undefined),
  }
}

function nearestOf(entry: Entry, why: Why | undefined): Why['nearest'] {
  if (why?.nearest) return why.nearest
  const told = entry.violations.flatMap(({ nearest = [] }) => nearest.map(sayNearest))
  return told.length > 0 ? told : null
}

function docsFrom(text: string): Docs {
  const [page = '', heading = ''] = text.split(/: (.*)/s)
  return { page, heading }
}
