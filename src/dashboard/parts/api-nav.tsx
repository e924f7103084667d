import { go, hrefOf } from '../state/address.ts'
import { number, say } from '../words/say.ts'

export interface ApiNavProps {
  readonly label: string
  readonly names: readonly string[]
  readonly chosen: string | undefined
  /** A number beside the name, where it is not 0. */
  readonly countOf: (name: string) => number
  /** What the number counts. */
  readonly countSays: string
}

/** The APIs, one of them open. */
export function ApiNav({ label, names, chosen, countOf, countSays }: ApiNavProps) {
  return (
    <nav class="side" aria-label={label}>
      <select
        class="narrow-only"
        aria-label={say('API')}
        value={chosen}
        onChange={event => go({ id: [event.currentTarget.value] })}
      >
        {names.map(name => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <ul class="wide-only">
        {names.map(name => (
          <li key={name}>
            <a href={hrefOf({ id: [name], filter: '' })} aria-current={name === chosen ? 'page' : undefined}>
              {name}
              {countOf(name) > 0 && (
                <span class="pill changed" title={countSays}>
                  {number(countOf(name))}
                  <span class="unseen"> {countSays}</span>
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}
