import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import type { ReadingsInForce } from '../../client/types.ts'
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
  /** undefined until it is known. */
  readonly inForce: ReadingsInForce | undefined
  readonly usual?: string
  /** The option that an answer was given by. */
  readonly used?: string
  readonly children?: ComponentChildren
}

/** A question that the documentation leaves open, and the answer that this sandbox gives. */
export function ReadingChoice({ id, about, options, texts = {}, inForce, usual, used, children }: ReadingChoiceProps) {
  const { sandbox } = place.value
  // What is chosen shows at once, until the server has answered and is read anew.
  const picked = useSignal<string | null>(null)
  const unanswered = useRef(0)
  const choose = (option: string): void => {
    picked.value = option
    unanswered.current++
    ask(`PUT ${under(sandbox, 'readings')}`, { [id]: option })
      .then(
        () => tell(say('From the next request on: {option}', { option: `${id} = ${option}` })),
        error => {
          picked.value = null
          tellError(error)
        },
      )
      .finally(() => {
        unanswered.current--
        beat('reading')
      })
  }
  useEffect(() => {
    if (unanswered.current === 0) picked.value = null
  }, [inForce])
  const chosen = picked.value ?? inForce?.readings[id]
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
        <Option
          key={option}
          reading={id}
          option={option}
          text={texts[option] ?? option}
          isChosen={chosen === option}
          isUsual={option === usual}
          isUsed={option === used}
          onChoose={() => choose(option)}
        />
      ))}
    </fieldset>
  )
}

interface OptionProps {
  readonly reading: string
  readonly option: string
  readonly text: string
  readonly isChosen: boolean
  readonly isUsual: boolean
  readonly isUsed: boolean
  readonly onChoose: () => void
}

function Option({ reading, option, text, isChosen, isUsual, isUsed, onChoose }: OptionProps) {
  const id = useId()
  return (
    <label>
      <input
        type="radio"
        name={reading}
        aria-label={option}
        aria-describedby={id}
        checked={isChosen}
        onChange={onChoose}
      />
      <span>
        <bdi class="option">{option}</bdi>{' '}
        <span id={id}>
          {text !== option && (
            <span class="muted">
              <Prose text={text} />
            </span>
          )}
          {isUsual && <span class="pill">{say('default')}</span>}
          {isUsed && <span class="pill">{say('used here')}</span>}
        </span>
      </span>
    </label>
  )
}
