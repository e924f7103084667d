import { Empty } from '../parts/state.tsx'
import { tell, tellError } from '../state/notices.ts'
import { readSandboxesNow } from '../state/sandboxes.ts'
import { ask } from '../state/server.ts'
import { say } from '../words/say.ts'

/** In place of a view, where the address names a sandbox that is not there. */
export function NoSandbox({ id }: { readonly id: string }) {
  const create = (): void => {
    ask('POST sandboxes', { id }).then(() => {
      tell(say('Made'))
      return readSandboxesNow()
    }, tellError)
  }
  return (
    <Empty title={say('There is no sandbox “{id}”', { id })}>
      <p>{say('It was dropped, or has not been used yet: the first request that names it makes it.')}</p>
      <button type="button" class="primary" onClick={create}>
        {say('Create it')}
      </button>
    </Empty>
  )
}
