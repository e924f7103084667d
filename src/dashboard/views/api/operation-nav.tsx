import type { ApiInfo } from '../../../client/types.ts'
import { go, hrefOf } from '../../state/address.ts'
import { say } from '../../words/say.ts'

export interface OperationNavProps {
  readonly apis: readonly ApiInfo[]
  readonly api: string | undefined
  readonly operation: string | undefined
}

export function OperationNav({ apis, api, operation }: OperationNavProps) {
  return (
    <nav class="side" aria-label={say('Operations')}>
      <select
        class="narrow-only"
        aria-label={say('Operation')}
        value={`${api} ${operation}`}
        onChange={event => go({ id: event.currentTarget.value.split(' '), filter: '' })}
      >
        {apis.map(({ name, operations }) => (
          <optgroup key={name} label={name}>
            {operations.map(({ id }) => (
              <option key={id} value={`${name} ${id}`}>
                {id}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      {apis.map(({ name, title, operations }) => (
        <section key={name} class="wide-only">
          <h3 title={title}>{name}</h3>
          <ul>
            {operations.map(({ id, method }) => (
              <li key={id}>
                <a
                  href={hrefOf({ id: [name, id], filter: '' })}
                  aria-current={name === api && id === operation ? 'page' : undefined}
                >
                  {id}
                  <span class="count">{method}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </nav>
  )
}
