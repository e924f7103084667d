import { useEffect, useRef, useState } from 'preact/hooks'
import { type Beat, beats } from './beats.ts'
import { ask, type Refused } from './server.ts'

export interface LoadState<T> {
  /** What was read last, if it still stands under the same line. */
  readonly data: T | undefined
  readonly error: (Error & Partial<Refused>) | undefined
}

const askFor = <T>(line: string, signal: AbortSignal): Promise<T> => ask<T>(line, undefined, signal)

const remembered = new Map<string, unknown>()
const MOST_REMEMBERED = 50

/**
 * What the server answers to `GET …`, asked for anew with each beat; null asks for nothing. While it is asked for, what
 * was known stays.
 */
export function useLoaded<T>(
  path: string | null,
  on: readonly Beat[] = [],
  load: (line: string, signal: AbortSignal) => Promise<T> = askFor,
): LoadState<T> {
  const [state, setState] = useState<{ path: string | null } & LoadState<T>>({
    path: null,
    data: undefined,
    error: undefined,
  })
  const moment = on.reduce((sum, name) => sum + beats[name].value, 0)
  const reading = useRef<{ path: string; line: AbortController; again: boolean } | null>(null)
  const read = (path: string): void => {
    const mine = (reading.current = { path, line: new AbortController(), again: false })
    const done = (loaded: LoadState<T>): void => {
      if (mine !== reading.current) return
      setState({ path, ...loaded })
      reading.current = null
      if (mine.again) read(path)
    }
    load(`GET ${path}`, mine.line.signal).then(
      data => {
        remember(path, data)
        done({ data, error: undefined })
      },
      error => done({ data: undefined, error }),
    )
  }
  useEffect(() => {
    const now = reading.current
    if (now && now.path === path) {
      now.again = true
      return
    }
    now?.line.abort()
    reading.current = null
    if (path !== null) read(path)
  }, [path, moment])
  useEffect(
    () => () => {
      reading.current?.line.abort()
      reading.current = null
    },
    [],
  )
  if (state.path === path) return state
  return { data: path === null ? undefined : (remembered.get(path) as T | undefined), error: undefined }
}

function remember(path: string, data: unknown): void {
  remembered.delete(path)
  remembered.set(path, data)
  if (remembered.size > MOST_REMEMBERED) remembered.delete(remembered.keys().next().value!)
}
