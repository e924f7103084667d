import { signal } from '@preact/signals'

export const VIEWS = ['journal', 'data', 'changes', 'faults', 'readings', 'coverage', 'api'] as const
export type View = (typeof VIEWS)[number]

/** What an address shows: `#/SANDBOX/VIEW[/ID][?filter]`. */
export interface Place {
  readonly sandbox: string
  readonly view: View
  /** The segments after the view. */
  readonly id: readonly string[]
  readonly filter: string
}

const isView = (text: string | undefined): text is View => (VIEWS as readonly (string | undefined)[]).includes(text)

/** Every text is an address; one that says nothing shows the journal of `default`. */
function placeOf(hash: string): Place {
  const text = hash.replace(/^#?\/?/, '')
  const at = text.indexOf('?')
  const [sandbox, view, ...id] = (at < 0 ? text : text.slice(0, at)).split('/').map(decoded)
  return {
    sandbox: sandbox || 'default',
    view: isView(view) ? view : 'journal',
    id: isView(view) ? id.filter(part => part !== '') : [],
    filter: at < 0 ? '' : decoded(text.slice(at + 1)),
  }
}

/** The address of another place; what is not said of it stays, but for what belongs to the view that is left. */
export function hrefOf(change: Partial<Place>): string {
  const here = place.value
  const leaves = change.view !== undefined && change.view !== here.view
  const moves = change.sandbox !== undefined && change.sandbox !== here.sandbox
  const { sandbox, view, id, filter } = {
    ...here,
    ...(leaves && { id: [], filter: '' }),
    ...(moves && { id: [] }),
    ...change,
  }
  const path = [sandbox, view, ...id].map(encodeURIComponent).join('/')
  return `#/${path}${filter === '' ? '' : `?${encodedFilter(filter)}`}`
}

export const place = signal<Place>(placeOf(location.hash))

export function go(change: Partial<Place>, replace = false): void {
  const href = hrefOf(change)
  if (href === location.hash) return
  if (replace) history.replaceState(null, '', href)
  else history.pushState(null, '', href)
  place.value = placeOf(href)
}

/** Follows the browser's own steps back and forward, and links. */
export function watchAddress(): void {
  const read = (): void => {
    place.value = placeOf(location.hash)
  }
  addEventListener('hashchange', read)
  addEventListener('popstate', read)
}

/** Readable where it may be: colons, commas and slashes stay as they are. */
const encodedFilter = (text: string): string => encodeURIComponent(text).replace(/%(3A|2F|2C)/g, decodeURIComponent)

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
