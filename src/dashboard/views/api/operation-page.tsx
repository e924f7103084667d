import { useSignal } from '@preact/signals'
import type { ApiInfo } from '../../../client/types.ts'
import { Prose } from '../../parts/prose.tsx'
import { hrefOf, place } from '../../state/address.ts'
import { curlOf, draftOf, exampleNamesOf, requestOf } from '../../state/draft.ts'
import type { Operation } from '../../state/model.ts'
import type { Described, OpenApi } from '../../state/openapi.ts'
import { say } from '../../words/say.ts'
import { Answers } from './answers.tsx'
import { DraftForm } from './draft-form.tsx'
import { Sent } from './sent.tsx'
import { useSending } from './use-sending.ts'

export interface OperationPageProps {
  readonly api: ApiInfo
  readonly operation: Operation
  readonly document: OpenApi
  readonly described: Described
}

/** One operation: a request to be edited and sent, and the documented answers. */
export function OperationPage({ api, operation, document, described }: OperationPageProps) {
  const { sandbox, filter: wanted } = place.value
  const examples = exampleNamesOf(described, operation)
  const example = useSignal(examples.find(name => name.endsWith(`.${wanted}`)) ?? examples[0] ?? '')
  const draft = useSignal(draftOf(document, api, operation, example.value || undefined))
  const { outcome, send } = useSending()
  const request = requestOf(draft.value, api, sandbox)
  const choose = (name: string): void => {
    example.value = name
    draft.value = draftOf(document, api, operation, name || undefined)
  }
  return (
    <article class="page operation-page">
      <header>
        <h2>
          <span class="method">{operation.method}</span> <span class="base">{operation.base ?? api.basePath}</span>
          {operation.path}
        </h2>
        <p class="muted">
          {described.summary && `${described.summary} · `}
          {operation.id} · <Prose text={operation.docs} /> ·{' '}
          <a href={hrefOf({ view: 'faults', filter: `${api.name} ${operation.id}` })}>{say('Make it fail')}</a>
        </p>
        {wanted !== '' && (
          <p class="hint">{say('To try the case “{id}”, change the request so that it meets it.', { id: wanted })}</p>
        )}
      </header>
      <section class="card" aria-label={say('Request')}>
        <div class="part-head">
          <h3>{say('Request')}</h3>
          {examples.length > 0 && (
            <label class="inline">
              {say('Example')}
              <select value={example.value} onChange={event => choose(event.currentTarget.value)}>
                {examples.map(name => (
                  <option key={name}>{name}</option>
                ))}
                <option value="">{say('empty')}</option>
              </select>
            </label>
          )}
        </div>
        <DraftForm
          draft={draft.value}
          curl={curlOf(request)}
          onChange={next => (draft.value = next)}
          onSend={() => send(request)}
        />
      </section>
      {outcome && <Sent outcome={outcome} />}
      <Answers described={described} />
    </article>
  )
}
