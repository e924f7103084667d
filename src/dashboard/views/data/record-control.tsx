import { type ControlProps, FormField } from '../../parts/form-field.tsx'
import { type RecordField, showField } from './fields.ts'

export interface RecordControlProps {
  readonly field: RecordField
  readonly value: unknown
  /** Whether it may not be changed. */
  readonly isFixed: boolean
  readonly error: string
}

/** A field of a record, to be written. */
export function RecordControl({ field, value, isFixed, error }: RecordControlProps) {
  return (
    <FormField label={<bdi>{field.name}</bdi>} title={field.about} error={error}>
      {control => <Control control={control} field={field} text={showField(value, field)} isFixed={isFixed} />}
    </FormField>
  )
}

interface Shown {
  readonly control: ControlProps
  readonly field: RecordField
  readonly text: string
  readonly isFixed: boolean
}

function Control({ control, field: { name, kind, options, isNullable }, text, isFixed }: Shown) {
  const choices = kind === 'boolean' ? ['true', 'false'] : options
  if (choices.length > 0) {
    return (
      <select {...control} name={name}>
        {(isNullable || text === '') && <option value="">{isNullable ? 'null' : '—'}</option>}
        {choices.map(option => (
          <option key={option} selected={option === text}>
            {option}
          </option>
        ))}
      </select>
    )
  }
  if (kind === 'json' || text.includes('\n') || text.length > 80) {
    const rows = Math.min(10, text.split('\n').length + 1)
    return <textarea {...control} name={name} rows={rows} spellcheck={false} defaultValue={text} />
  }
  return (
    <input
      {...control}
      name={name}
      readOnly={isFixed}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      placeholder={isNullable ? 'null' : undefined}
      autocomplete="off"
      defaultValue={text}
    />
  )
}
