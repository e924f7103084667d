import { FirstLine } from '../../parts/first-line.tsx'
import { Empty, Failed } from '../../parts/state.tsx'
import { hrefOf } from '../../state/address.ts'
import { say } from '../../words/say.ts'

export function EmptyJournal({ error }: { readonly error: Error | null }) {
  if (error) return <Failed error={error} />
  return (
    <Empty title={say('No requests yet')}>
      <p>{say('Send a request, and it shows here at once:')}</p>
      <FirstLine />
      <p class="muted">
        {say('Or send one from this page:')} <a href={hrefOf({ view: 'api' })}>{say('API')}</a>
      </p>
    </Empty>
  )
}
