import { copy } from '../../parts/copy.ts'
import { FormField } from '../../parts/form-field.tsx'
import type { DraftField, RequestDraft } from '../../state/draft.ts'
import { say } from '../../words/say.ts'

export interface DraftFormProps {
  readonly draft: RequestDraft
  /** The same as a line for a shell. */
  readonly curl: string
  readonly onChange: (draft: RequestDraft) => void
  readonly onSend: () => void
}

/** A request's values, each to be edited. */
export function DraftForm({ draft, curl, onChange, onSend }: DraftFormProps) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    onSend()
  }
  const set = (at: number, value: string): void =>
    onChange({ ...draft, fields: draft.fields.map((field, index) => (index === at ? { ...field, value } : field)) })
  const { body } = draft
  const rows = draft.fields.map((field, at) => ({ field, at }))
  const credentials = rows.filter(({ field }) => field.isCredential)
  const parameters = rows.filter(({ field }) => !field.isCredential)
  const inputs = (some: typeof rows) =>
    some.map(({ field, at }) => (
      <Input key={`${field.in} ${field.name}`} field={field} onInput={value => set(at, value)} />
    ))
  return (
    <form class="form draft" onSubmit={submit}>
      {credentials.length > 0 && (
        <fieldset>
          <legend>{say('Credentials')}</legend>
          <div class="grid">{inputs(credentials)}</div>
        </fieldset>
      )}
      {body !== null && (
        <FormField label={say('Body')}>
          {control => (
            <textarea
              {...control}
              class="body"
              rows={Math.min(20, body.split('\n').length + 1)}
              spellcheck={false}
              value={body}
              onInput={event => onChange({ ...draft, body: event.currentTarget.value })}
            />
          )}
        </FormField>
      )}
      {parameters.length > 0 && (
        <details open={body === null}>
          <summary>
            {say('Parameters')} <span class="muted">{parameters.length}</span>
          </summary>
          <div class="grid">{inputs(parameters)}</div>
        </details>
      )}
      <div class="actions start">
        <button type="submit" class="primary">
          {say('Send')}
        </button>
        <button type="button" onClick={() => copy(curl, 'Copied as curl')}>
          {say('Copy as curl')}
        </button>
      </div>
    </form>
  )
}

function Input({ field, onInput }: { readonly field: DraftField; readonly onInput: (value: string) => void }) {
  const { in: place, name, about, isRequired, value } = field
  return (
    <FormField
      title={about}
      label={
        <>
          <bdi>{name}</bdi> <small class="muted">{isRequired ? `${place}, ${say('required')}` : place}</small>
        </>
      }
    >
      {control => (
        <input
          {...control}
          value={value}
          autocomplete="off"
          spellcheck={false}
          onInput={event => onInput(event.currentTarget.value)}
        />
      )}
    </FormField>
  )
}
