import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { say } from '../words/say.ts'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

/** A dialog of the page: it holds the focus, Esc closes it, and the focus goes back to where it was. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = ref.current!
    const before = document.activeElement
    dialog.showModal()
    return () => {
      dialog.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  const cancel = (event: Event): void => {
    event.preventDefault()
    onClose()
  }
  return (
    // biome-ignore lint/a11y/noRedundantRoles: selectors of tests ask for the attribute
    <dialog ref={ref} role="dialog" aria-labelledby={id} onCancel={cancel} class="dialog">
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

export interface ConfirmProps {
  readonly title: string
  readonly text: string
  /** What the button says that does it. */
  readonly verb: string
  readonly onConfirm: () => void
  readonly onClose: () => void
}

/** Asks before something that cannot be taken back. */
export function Confirm({ title, text, verb, onConfirm, onClose }: ConfirmProps) {
  const confirm = (): void => {
    onClose()
    onConfirm()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          {say('Cancel')}
        </button>
        <button type="button" class="danger" onClick={confirm}>
          {verb}
        </button>
      </div>
    </Dialog>
  )
}
