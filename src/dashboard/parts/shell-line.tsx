import { say } from '../words/say.ts'
import { copy } from './copy.ts'

/** A line for a shell, to be copied. */
export function ShellLine({ line }: { readonly line: string }) {
  return (
    <div class="shell">
      <code>
        <bdi>{line}</bdi>
      </code>
      <button type="button" onClick={() => copy(line, 'Copied')}>
        {say('Copy')}
      </button>
    </div>
  )
}
