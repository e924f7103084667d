import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { type Loaded, useLoaded } from '../../state/loaded.ts'
import type { Entry } from '../../state/model.ts'
import { under } from '../../state/server.ts'

/** An entry with its why; one that is not there may come yet. */
export function useEntry(sandbox: string, id: string): Loaded<Entry> {
  const isMissing = useSignal(false)
  const loaded = useLoaded<Entry>(
    under(sandbox, 'requests', id),
    isMissing.value ? ['sandbox', 'request'] : ['sandbox'],
  )
  useEffect(() => {
    isMissing.value = loaded.error?.isMissing === true
  }, [loaded.error])
  return loaded
}
