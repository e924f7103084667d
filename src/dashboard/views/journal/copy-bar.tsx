import type { ExplainedEntry } from '../../../client/types.ts'
import { copy } from '../../parts/copy.ts'
import { place } from '../../state/address.ts'
import { askText, under } from '../../state/server.ts'
import { say } from '../../words/say.ts'

/** Takes an entry along. */
export function CopyBar({ entry }: { readonly entry: ExplainedEntry }) {
  const { sandbox } = place.value
  const { id } = entry
  const before = Number(id.slice(1)) - 1
  return (
    <div class="group copy">
      <button type="button" onClick={() => copyCurl(sandbox, id)}>
        {say('Copy as curl')}
      </button>
      <button
        type="button"
        aria-label={say('Copy as .http')}
        onClick={() => copy(askText(`GET ${under(sandbox, 'requests', id)}?format=http`), 'Copied as .http')}
      >
        .http
      </button>
      <button
        type="button"
        aria-label={say('Copy as HAR')}
        onClick={() =>
          copy(askText(`GET ${under(sandbox, 'requests')}?format=har&limit=1&after=r${before}`), 'Copied as HAR')
        }
      >
        HAR
      </button>
      {entry.operation !== null && (
        <>
          <button
            type="button"
            aria-label={say('Copy as verify')}
            onClick={() => copy(JSON.stringify(verifyOf(entry), null, 2), 'Copied as verify')}
          >
            verify
          </button>
          <button
            type="button"
            aria-label={say('Copy as fault')}
            onClick={() => copy(JSON.stringify(faultOf(entry), null, 2), 'Copied as fault')}
          >
            fault
          </button>
        </>
      )}
    </div>
  )
}

export function copyCurl(sandbox: string, id: string): void {
  void copy(askText(`GET ${under(sandbox, 'requests', id)}?format=curl`), 'Copied as curl')
}

const nameOf = ({ api, operation }: ExplainedEntry): string => `${api} ${operation}`

/** What `POST …/requests/verify` takes. */
function verifyOf(entry: ExplainedEntry): object {
  const where = parametersOf(entry)
  return { operation: nameOf(entry), ...(Object.keys(where).length > 0 && { where }), times: 1 }
}

/** What `POST …/faults` takes: the next such request is answered so again. */
function faultOf(entry: ExplainedEntry): object {
  return { match: { operation: nameOf(entry) }, times: 1, status: entry.status ?? 500 }
}

/** Masked credentials match nothing. */
function parametersOf({ url, body }: ExplainedEntry): object {
  const query = Object.fromEntries(new URLSearchParams(url?.split('?')[1] ?? ''))
  let sent: unknown
  try {
    sent = JSON.parse(body)
  } catch {
    sent = {}
  }
  const all = { ...query, ...(typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : {}) }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '***'))
}
