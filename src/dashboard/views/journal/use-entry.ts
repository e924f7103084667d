import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { ExplainedEntry } from '../../../client/types.ts'
import { type LoadState, useLoaded } from '../../state/loaded.ts'
import { under } from '../../state/server.ts'

/** An entry with its why; one that is not there may come yet. */
export function useEntry(sandbox: string, id: string): LoadState<ExplainedEntry> {
  const isMissing = useSignal(false)
  const loaded = useLoaded<ExplainedEntry>(
    under(sandbox, 'requests', id),
    isMissing.value ? ['sandbox', 'request'] : ['sandbox'],
  )
  useEffect(() => {
    isMissing.value = loaded.error?.isMissing === true
  }, [loaded.error])
  return loaded
}
