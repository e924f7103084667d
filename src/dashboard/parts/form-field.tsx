import type { ComponentChildren, VNode } from 'preact'
import { useId } from 'preact/hooks'

/** What the control of a field has of it. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-describedby': string | undefined
  readonly 'aria-invalid': boolean
}

export interface FormFieldProps {
  readonly label: ComponentChildren
  /** What is wrong with its value; '' where nothing is. */
  readonly error?: string
  readonly title?: string | undefined
  readonly children: (props: ControlProps) => VNode
}

/** A control with its name before it, and below it what the server says of its value. */
export function FormField({ label, error = '', title, children }: FormFieldProps) {
  const id = useId()
  const says = `${id}-error`
  return (
    <div class="field" title={title}>
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': error === '' ? undefined : says, 'aria-invalid': error !== '' })}
      {error !== '' && (
        <span class="field-error" id={says}>
          <bdi>{error}</bdi>
        </span>
      )}
    </div>
  )
}
