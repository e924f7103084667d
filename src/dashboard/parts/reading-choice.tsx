import type { ComponentChildren } from 'preact'
import { place } from '../state/address.ts'
import { beat } from '../state/beats.ts'
import { tell, tellError } from '../state/notices.ts'
import { ask, under } from '../state/server.ts'
import { say } from '../words/say.ts'
import { Prose } from './prose.tsx'

export interface ReadingChoiceProps {
  readonly id: string
  readonly about: string
  readonly options: readonly string[]
  /** What each option means. */
  readonly texts?: Readonly<Record<string, string>>
  /** The option in force; undefined until it is known. */
  readonly chosen: string | undefined
  readonly usual?: string
  /** The option that an answer was given by. */
  readonly used?: string
  readonly children?: ComponentChildren
}

/** A question that the documentation leaves open, and the answer that this sandbox gives. */
export function ReadingChoice({ id, about, options, texts = {}, chosen, usual, used, children }: ReadingChoiceProps) {
  const { sandbox } = place.value
  const choose = (option: string): void => {
    ask(`PUT ${under(sandbox, 'readings')}`, { [id]: option }).then(() => {
      tell(say('From the next request on: {option}', { option: `${id} = ${option}` }))
      beat('reading')
    }, tellError)
  }
  return (
    <fieldset class="reading">
      <legend>
        <Prose text={about} /> <code class="id">{id}</code>
        {usual !== undefined && chosen !== undefined && chosen !== usual && (
          <span class="pill changed">{say('not default')}</span>
        )}
      </legend>
      {children}
      {options.map(option => (
        <label key={option}>
          <input type="radio" name={id} checked={chosen === option} onChange={() => choose(option)} />
          <span>
            <bdi class="option">{option}</bdi>
            {texts[option] !== undefined && texts[option] !== option && (
              <span class="muted">
                {' '}
                <Prose text={texts[option]} />
              </span>
            )}
            {option === usual && <span class="pill">{say('default')}</span>}
            {option === used && <span class="pill">{say('used here')}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
