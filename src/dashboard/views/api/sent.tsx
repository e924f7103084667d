import { useEffect, useRef } from 'preact/hooks'
import { Code, pretty } from '../../parts/code.tsx'
import { Pill, Status } from '../../parts/marks.tsx'
import { hrefOf } from '../../state/address.ts'
import { say } from '../../words/say.ts'
import type { SendingOutcome } from './use-sending.ts'

/** What was answered. */
export function Sent({ outcome }: { readonly outcome: SendingOutcome }) {
  const box = useRef<HTMLElement>(null)
  useEffect(() => box.current?.scrollIntoView({ block: 'nearest' }), [outcome])
  return (
    <section ref={box} class="card" aria-label={say('Answer')} aria-busy={outcome.kind === 'sending'}>
      <div class="part-head">
        <h3>{say('Answer')}</h3>
        {outcome.kind === 'answered' && (
          <>
            <Status status={outcome.status} />
            {outcome.violations > 0 && <Pill mark="violation" />}
            <span class="muted">
              {outcome.ms} {say('ms')}
            </span>
            {outcome.entry && <a href={hrefOf({ view: 'journal', id: [outcome.entry] })}>{say('Why this answer')}</a>}
          </>
        )}
      </div>
      {outcome.kind === 'sending' && <p class="muted">{say('Waiting for the answer…')}</p>}
      {outcome.kind === 'failed' && (
        <p role="alert" class="bad">
          <bdi>{outcome.why}</bdi>
        </p>
      )}
      {outcome.kind === 'answered' &&
        (outcome.body === '' ? (
          <p class="muted">{say('No body')}</p>
        ) : (
          <Code text={pretty(outcome.body)} label={say('Answer')} />
        ))}
    </section>
  )
}
