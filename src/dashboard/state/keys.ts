import { signal } from '@preact/signals'
import { go, type View } from './address.ts'

export const helpShown = signal(false)

type Action = 'next' | 'previous' | 'filter' | 'pause' | 'curl' | 'close'

/** What the view that is open does on a key. */
const actions = new Map<Action, () => void>()

/** @returns takes it away again */
export function onKey(action: Action, work: () => void): () => void {
  actions.set(action, work)
  return () => {
    if (actions.get(action) === work) actions.delete(action)
  }
}

const KEYS: Readonly<Record<string, Action>> = {
  j: 'next',
  k: 'previous',
  '/': 'filter',
  p: 'pause',
  '.': 'curl',
  Escape: 'close',
}

const VIEW_KEYS: Readonly<Record<string, View>> = {
  j: 'journal',
  d: 'data',
  c: 'changes',
  f: 'faults',
  r: 'readings',
  o: 'coverage',
  a: 'api',
}

/** How long the second key of two is waited for. */
const PAIR_MS = 1500
let pairedUntil = 0

export function watchKeys(): void {
  addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return
    if (isTyping(event.target)) {
      if (event.key === 'Escape') (event.target as HTMLElement).blur()
      return
    }
    if (press(letterOf(event))) event.preventDefault()
  })
}

function press(key: string): boolean {
  const view = performance.now() < pairedUntil ? VIEW_KEYS[key] : undefined
  pairedUntil = 0
  if (view) {
    go({ view, id: [], filter: '' })
    return true
  }
  if (key === 'g') {
    pairedUntil = performance.now() + PAIR_MS
    return true
  }
  if (key === '?') {
    helpShown.value = true
    return true
  }
  const work = actions.get(KEYS[key] as Action)
  work?.()
  return work !== undefined
}

/** The key's own letter; under another alphabet the one that stands there on a Latin keyboard. */
function letterOf({ key, code }: KeyboardEvent): string {
  return /^Key[A-Z]$/.test(code) && !/^[a-z]$/i.test(key) ? code.slice(3).toLowerCase() : key
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && target.matches('input:not([type=radio], [type=checkbox]), textarea, select')
