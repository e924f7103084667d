import { useSignal } from '@preact/signals'
import { FormField } from '../../parts/form-field.tsx'
import { problemAt } from '../../parts/problem-at.ts'
import { ShellLine } from '../../parts/shell-line.tsx'
import { place } from '../../state/address.ts'
import { beat } from '../../state/beats.ts'
import { quoted } from '../../state/draft.ts'
import { tell, tellError } from '../../state/notices.ts'
import { adminUrl, ask, under } from '../../state/server.ts'
import { apis } from '../../state/session.ts'
import { say } from '../../words/say.ts'
import { ABORTS, type FaultDraft, faultFromDraft, isNothing, NO_FAULT, READY_MADE } from './fault-draft.ts'
import { useSentence } from './use-sentence.ts'

/** A fault to be arranged, and what it will do, in a sentence. */
export function FaultForm() {
  const { sandbox, filter } = place.value
  const draft = useSignal<FaultDraft>({ ...NO_FAULT, operation: filter })
  const path = under(sandbox, 'faults')
  const fault = faultFromDraft(draft.value)
  const { sentence, problem } = useSentence(isNothing(draft.value) ? null : path, JSON.stringify(fault))
  const set = (change: Partial<FaultDraft>): void => {
    draft.value = { ...draft.value, ...change }
  }
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    ask(`POST ${path}`, fault).then(() => {
      tell(say('Arranged'))
      beat('fault')
    }, tellError)
  }
  const text = (name: 'status' | 'delay' | 'times', label: string, at: string, hint = '') => (
    <FormField label={label} error={problemAt(problem, at)}>
      {control => (
        <input
          {...control}
          inputMode="numeric"
          autocomplete="off"
          placeholder={hint}
          value={draft.value[name]}
          onInput={event => set({ [name]: event.currentTarget.value.trim() })}
        />
      )}
    </FormField>
  )
  return (
    <section class="card" aria-label={say('Arrange a fault')}>
      <h3>{say('Arrange a fault')}</h3>
      <fieldset class="group presets">
        <legend class="unseen">{say('Ready-made')}</legend>
        {READY_MADE.map(([name, made]) => (
          <button
            key={name}
            type="button"
            onClick={() => {
              draft.value = { ...NO_FAULT, operation: draft.value.operation, ...made }
            }}
          >
            {say(name)}
          </button>
        ))}
      </fieldset>
      <form class="form" onSubmit={submit}>
        <FormField label={say('Operation')} error={problemAt(problem, 'operation')}>
          {control => (
            <select
              {...control}
              value={draft.value.operation}
              onChange={event => set({ operation: event.currentTarget.value })}
            >
              <option value="">{say('any')}</option>
              {(apis.value ?? []).map(({ name, operations }) => (
                <optgroup key={name} label={name}>
                  {operations.map(({ id }) => (
                    <option key={id} value={`${name} ${id}`}>
                      {`${name} ${id}`}
                    </option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </FormField>
        <div class="form-row">
          {text('status', say('Status'), 'status', '500')}
          {text('delay', say('Delay'), 'delayMs', say('ms'))}
          {text('times', say('Times'), 'times', say('until removed'))}
        </div>
        <FormField label={say('Abort')}>
          {control => (
            <select
              {...control}
              value={draft.value.abort}
              onChange={event => set({ abort: event.currentTarget.value })}
            >
              <option value="">{say('no')}</option>
              {ABORTS.map(name => (
                <option key={name}>{name}</option>
              ))}
            </select>
          )}
        </FormField>
        <label class="check">
          <input
            type="checkbox"
            checked={draft.value.hold}
            onChange={event => set({ hold: event.currentTarget.checked })}
          />
          {say('Hold the answers until they are released')}
        </label>
        <p class="sentence" role="status">
          {isNothing(draft.value) ? say('Choose what should go wrong.') : <bdi>{problem?.detail ?? sentence}</bdi>}
        </p>
        {!isNothing(draft.value) && (
          <ShellLine
            line={`curl -H "content-type: application/json" -d ${quoted(JSON.stringify(fault))} ${quoted(adminUrl + path)}`}
          />
        )}
        <div class="actions">
          <button type="submit" class="primary" disabled={isNothing(draft.value)}>
            {say('Arrange')}
          </button>
        </div>
      </form>
    </section>
  )
}
