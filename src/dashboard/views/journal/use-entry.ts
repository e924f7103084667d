import { type Loaded, useLoaded } from '../../state/loaded.ts'
import type { Entry, Journal } from '../../state/model.ts'
import { under } from '../../state/server.ts'

/** An entry with its why; from a server that explains none, as its journal has it. */
export function useEntry(sandbox: string, id: string): Loaded<Entry> {
  const whole = useLoaded<Entry>(under(sandbox, 'requests', id), ['sandbox'])
  const before = Number(id.slice(1)) - 1
  const isUntold = whole.error?.isMissing === true && before >= 0
  const plain = useLoaded<Journal>(isUntold ? `${under(sandbox, 'requests')}?limit=1&after=r${before}` : null, [
    'sandbox',
  ])
  if (!isUntold) return whole
  const found = plain.data?.requests.find(entry => entry.id === id)
  return { data: found, error: plain.data && !found ? whole.error : plain.error }
}
