import { Dialog } from '../parts/dialog.tsx'
import { FormField } from '../parts/form-field.tsx'
import { giveToken } from '../state/token.ts'
import { say } from '../words/say.ts'

/** Asks for the token that the server needs. It cannot be put aside: without it there is nothing to show. */
export function TokenPrompt({ why }: { readonly why: 'missing' | 'wrong' }) {
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    giveToken(String(new FormData(event.currentTarget as HTMLFormElement).get('token')))
  }
  return (
    <Dialog title={say('This server needs a token')} onClose={() => undefined}>
      <p>{say('It was given as --admin-token, or printed when the server started. It is kept for this tab only.')}</p>
      <form onSubmit={submit}>
        <FormField label={say('Token')}>
          {control => <input {...control} name="token" type="password" autocomplete="off" required />}
        </FormField>
        {why === 'wrong' && (
          <p role="alert" class="bad">
            {say('That is not the token of this server.')}
          </p>
        )}
        <div class="actions">
          <button type="submit" class="primary">
            {say('Open')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
