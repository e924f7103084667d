import type { ApiInfo } from '../../client/types.ts'
import { place } from '../state/address.ts'
import { curlOf, draftOf, exampleNamesOf, requestOf } from '../state/draft.ts'
import type { Operation } from '../state/model.ts'
import { describedOf, type OpenApi, useOpenApi } from '../state/openapi.ts'
import { apis } from '../state/session.ts'
import { ShellLine } from './shell-line.tsx'

/** A request that works here: this address, this sandbox, the documented account. */
export function FirstLine({ isWriting = false }: { readonly isWriting?: boolean }) {
  const api = apis.value?.find(({ name }) => name === 'salesman') ?? apis.value?.[0]
  const document = useOpenApi(api?.name ?? null).data
  const method = isWriting ? 'POST' : 'GET'
  const operation = api?.operations.find(candidate => candidate.method === method && !candidate.path.includes(':'))
  if (!api || !document || !operation) return null
  return <ShellLine line={lineOf(api, document, operation, place.value.sandbox)} />
}

function lineOf(api: ApiInfo, document: OpenApi, operation: Operation, sandbox: string): string {
  const described = describedOf(document, operation)
  const example = described && exampleNamesOf(described, operation)[0]
  const draft = draftOf(document, api, operation, example)
  return curlOf(requestOf({ ...draft, body: compact(draft.body) }, api, sandbox))
}

const compact = (body: string | null): string | null => body && JSON.stringify(JSON.parse(body))
