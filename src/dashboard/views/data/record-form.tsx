import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { DataRecord } from '../../../client/types.ts'
import { FormField } from '../../parts/form-field.tsx'
import { problemAt } from '../../parts/problem-at.ts'
import type { Problem } from '../../state/model.ts'
import type { DescribedCollection } from '../../state/openapi.ts'
import { ask, type Refused } from '../../state/server.ts'
import { say } from '../../words/say.ts'
import { fieldsOf, parseField, type RecordField, showField } from './fields.ts'
import { RecordControl } from './record-control.tsx'

export interface RecordFormProps {
  /** Of the collection. */
  readonly path: string
  readonly keyName: string
  /** null: a new one. */
  readonly record: DataRecord | null
  readonly described: DescribedCollection | undefined
  readonly samples: readonly DataRecord[]
  readonly isJson: boolean
  readonly onSaved: (record: DataRecord) => void
  readonly onCancel: () => void
}

const WHOLE = 'JSON'

/** A record to be written: what the store refuses stands at its field. */
export function RecordForm({ path, keyName, record, described, samples, isJson, onSaved, onCancel }: RecordFormProps) {
  const problem = useSignal<Problem | null>(null)
  const all = fieldsOf(described, record ? [record, ...samples] : samples)
  const fields = [...all].sort((a, b) => Number(b.name === keyName) - Number(a.name === keyName))
  const asJson = isJson || fields.length === 0
  const own = record ? `${path}/${encodeURIComponent(String(record[keyName]))}` : path
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = new FormData(event.currentTarget as HTMLFormElement)
    const text = (name: string): string => String(form.get(name) ?? '')
    const sent = asJson ? wholeOf(text(WHOLE)) : changesOf(fields, record, text)
    if ('problem' in sent) {
      problem.value = sent.problem
      return
    }
    const method = record ? (asJson ? 'PUT' : 'PATCH') : 'POST'
    ask<DataRecord>(`${method} ${own}`, sent.row).then(onSaved, (error: Error & Partial<Refused>) => {
      problem.value = error.problem ?? { status: 0, title: '', detail: error.message }
    })
  }
  const isElsewhere = problem.value && !fields.some(({ name }) => problemAt(problem.value, name) !== '')
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus(), [problem.value])
  return (
    <form ref={form} onSubmit={submit} class="form record-form" noValidate>
      {asJson ? (
        <FormField label={WHOLE}>
          {control => (
            <textarea
              {...control}
              name={WHOLE}
              rows={24}
              spellcheck={false}
              defaultValue={JSON.stringify(record ?? {}, null, 2)}
            />
          )}
        </FormField>
      ) : (
        fields.map(field => (
          <RecordControl
            key={field.name}
            field={field}
            value={record?.[field.name]}
            isFixed={record !== null && field.name === keyName}
            error={problemAt(problem.value, field.name)}
          />
        ))
      )}
      {(isElsewhere || (problem.value && asJson)) && (
        <p role="alert" class="bad">
          <bdi>{problem.value!.detail}</bdi>
        </p>
      )}
      <div class="actions">
        <button type="button" onClick={onCancel}>
          {say('Cancel')}
        </button>
        <button type="submit" class="primary">
          {say('Save')}
        </button>
      </div>
    </form>
  )
}

type Sent = { readonly row: object } | { readonly problem: Problem }

function wholeOf(text: string): Sent {
  try {
    return { row: JSON.parse(text) }
  } catch {
    return { problem: notJson([]) }
  }
}

/** Of a new record what was filled in, of an old one what was changed. */
function changesOf(fields: readonly RecordField[], record: DataRecord | null, text: (name: string) => string): Sent {
  const row: Record<string, unknown> = {}
  const broken: string[] = []
  for (const field of fields) {
    const written = text(field.name).replaceAll('\r\n', '\n')
    if (written === (record ? showField(record[field.name], field) : '')) continue
    try {
      row[field.name] = parseField(written, field)
    } catch {
      broken.push(field.name)
    }
  }
  return broken.length > 0 ? { problem: notJson(broken) } : { row }
}

function notJson(names: readonly string[]): Problem {
  const message = say('must be JSON')
  return { status: 0, title: '', detail: `JSON: ${message}`, errors: names.map(path => ({ path, message })) }
}
