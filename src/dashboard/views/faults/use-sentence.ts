import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Problem } from '../../state/model.ts'
import { ask, Refused } from '../../state/server.ts'

export interface Sentence {
  readonly sentence: string
  readonly problem: Problem | null
}

const TYPING_MS = 150

/** What a fault would do, as the server says it; it arranges nothing. */
export function useSentence(path: string | null, fault: string): Sentence {
  const state = useSignal<Sentence>({ sentence: '', problem: null })
  useEffect(() => {
    if (path === null) return
    const line = new AbortController()
    const read = (): void => {
      ask<{ explains: string }>(`POST ${path}?dry=true`, JSON.parse(fault), line.signal).then(
        ({ explains }) => {
          state.value = { sentence: explains, problem: null }
        },
        error => {
          if (line.signal.aborted) return
          state.value = { sentence: '', problem: error instanceof Refused ? error.problem : null }
        },
      )
    }
    const timer = setTimeout(read, TYPING_MS)
    return () => {
      clearTimeout(timer)
      line.abort()
    }
  }, [path, fault])
  return path === null ? { sentence: '', problem: null } : state.value
}
