import { useId } from 'preact/hooks'
import type { ExplainedEntry } from '../../../client/types.ts'
import { Status } from '../../parts/marks.tsx'
import { clockTimeOf, readableTime } from '../../state/time.ts'
import { say } from '../../words/say.ts'

/** What became of a webhook, or of a timer that failed. */
export function EntryFate({ entry }: { readonly entry: ExplainedEntry }) {
  const { timer, defect, delivery, attempts = [], cause, retryAt, hint } = entry
  const id = useId()
  return (
    <section class="part why" aria-labelledby={id}>
      <div class="part-head">
        <h3 id={id}>{timer ? say('failed timer') : say('webhook')}</h3>
      </div>
      {defect && <p>{defect}</p>}
      {timer && <pre class="plain">{JSON.stringify(timer.payload, null, 2)}</pre>}
      {delivery && (
        <p>
          <strong>{say(delivery)}</strong> {retryAt && <span class="muted">{readableTime(retryAt)}</span>}{' '}
          {cause && <span class="muted">← {cause}</span>}
        </p>
      )}
      {hint && <p>{hint}</p>}
      <ol class="plain">
        {attempts.map(({ realAt, at, status, error, fault, durationMs }) => (
          <li key={realAt} title={at}>
            <Status status={status} /> <span class="muted">{clockTimeOf(realAt)}</span> {Math.round(durationMs)}{' '}
            {say('ms')} {fault && <code>{fault}</code>} <bdi>{error}</bdi>
          </li>
        ))}
      </ol>
    </section>
  )
}
