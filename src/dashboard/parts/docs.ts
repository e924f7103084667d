import type { Docs, Nearest } from '../state/model.ts'

/** Where the documentation says it. */
export function sayDocs(docs: Docs | string | null | undefined): string {
  if (!docs) return ''
  return typeof docs === 'string' ? docs : [docs.page, docs.heading].filter(Boolean).join(': ')
}

export function sayNearest(nearest: Nearest): string {
  if (typeof nearest === 'string') return nearest
  const route = [nearest.method, nearest.path].filter(Boolean).join(' ')
  return route === '' ? nearest.operation : `${nearest.operation} (${route})`
}
