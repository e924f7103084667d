import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { place } from '../../state/address.ts'
import { describedOf, useOpenApi } from '../../state/openapi.ts'
import { apis } from '../../state/session.ts'
import { say } from '../../words/say.ts'
import { OperationNav } from './operation-nav.tsx'
import { OperationPage } from './operation-page.tsx'

/** What the APIs take and answer, and a way to try it. */
export function ApiView() {
  const all = apis.value
  const { id, filter } = place.value
  const api = all?.find(({ name }) => name === (id[0] ?? all[0]?.name))
  const operation = api?.operations.find(candidate => candidate.id === (id[1] ?? api.operations[0]?.id))
  const { data: document, error } = useOpenApi(api?.name ?? null)
  const described = document && operation ? describedOf(document, operation) : undefined
  if (!all) return <Loading />
  return (
    <div class="columns">
      <OperationNav apis={all} api={api?.name} operation={operation?.id} />
      {!api || !operation ? (
        <Empty title={say('There is no such operation')} />
      ) : error ? (
        <Failed error={error} />
      ) : !document || !described ? (
        <Loading />
      ) : (
        <OperationPage
          key={`${api.name} ${operation.id} ${filter}`}
          api={api}
          operation={operation}
          document={document}
          described={described}
        />
      )}
    </div>
  )
}
