import { useRef } from 'preact/hooks'
import type { ApiInfo } from '../../../client/types.ts'
import { go, hrefOf, place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import { send, under } from '../../state/server.ts'
import { number, say } from '../../words/say.ts'
import { recordsPath } from './use-records.ts'

export interface CollectionNavProps {
  readonly apis: readonly ApiInfo[]
  readonly api: string | undefined
  readonly collection: string | undefined
}

export function CollectionNav({ apis, api, collection }: CollectionNavProps) {
  const counts = useCounts(apis)
  return (
    <nav class="side" aria-label={say('Collections')}>
      <select
        class="narrow-only"
        aria-label={say('Collection')}
        value={`${api}/${collection}`}
        onChange={event => go({ id: event.currentTarget.value.split('/'), filter: '' })}
      >
        {apis.map(({ name, collections }) => (
          <optgroup key={name} label={name}>
            {collections.map(({ name: own }) => (
              <option key={own} value={`${name}/${own}`}>
                {own}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {apis.map(({ name, title, collections }) => (
        <section key={name} class="wide-only">
          <h3 title={title}>{name}</h3>
          <ul>
            {collections.map(({ name: own }) => (
              <li key={own}>
                <a
                  href={hrefOf({ id: [name, own], filter: '' })}
                  aria-current={name === api && own === collection ? 'page' : undefined}
                >
                  {own}
                  <span class="count">{counts.has(`${name}/${own}`) ? number(counts.get(`${name}/${own}`)!) : ''}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}

const AT_ONCE = 4
const PAUSE_MS = 1500

/** How many records each collection has; counted anew some time after something changed. */
function useCounts(apis: readonly ApiInfo[]): ReadonlyMap<string, number> {
  const { sandbox } = place.value
  const isFirst = useRef(true)
  const load = async (_: string, signal: AbortSignal): Promise<ReadonlyMap<string, number>> => {
    if (!isFirst.current) await pause(PAUSE_MS, signal)
    isFirst.current = false
    return countRecords(sandbox, apis, signal)
  }
  return useLoaded(under(sandbox, 'data'), ['change'], load).data ?? NO_COUNTS
}

const NO_COUNTS: ReadonlyMap<string, number> = new Map()

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      reject(signal.reason)
    })
  })

async function countRecords(
  sandbox: string,
  apis: readonly ApiInfo[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>()
  const todo = apis.flatMap(({ name, collections }) => collections.map(collection => [name, collection.name] as const))
  const work = async (): Promise<void> => {
    for (let next = todo.shift(); next; next = todo.shift()) {
      const [api, collection] = next
      const answer = await send(`HEAD ${recordsPath({ sandbox, api, collection })}?_limit=1`, undefined, signal)
      found.set(`${api}/${collection}`, Number(answer.headers.get('x-total-count')))
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}
