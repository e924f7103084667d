import type { Api } from '../../src/core/api/api.ts'
import { casesOf, type DocumentedCase, unroutedCases } from '../../src/core/api/documented-case.ts'
import {
  type CaseExample,
  type CommonCaseExample,
  exampleOf,
  type RequestChange,
} from '../../src/core/openapi/case-examples.ts'
import type { Example, Send, TestServer } from './server.ts'

/** A documented case of an operation, or of none, and what provokes it. */
export interface Provoked {
  readonly operation: string | null
  readonly documented: DocumentedCase
  readonly example: CaseExample | CommonCaseExample | undefined
}

/** Every documented case of every operation, and those of requests that no operation answers. */
export function provokedCases(api: Api, rows: readonly (CaseExample | CommonCaseExample)[]): Provoked[] {
  const of = (operation: string | null) => (documented: DocumentedCase) => ({
    ...{ operation, documented },
    example: exampleOf(rows, operation, documented.id),
  })
  return [
    ...api.operations.flatMap(operation => casesOf(api, operation).map(of(operation.id))),
    ...unroutedCases(api).map(of(null)),
  ]
}

/** The requests that provoke a case, the one that does it last. */
export function requestsFor({ operation, example }: Provoked, page: readonly Example[]): Send[] {
  if ('operation' in example!) return [...(example.before ?? []), example.request]
  // A common case: the operation's own example, changed, after those that it builds upon.
  const at = page.findIndex(own => own.operation === operation)
  const [last, ...others] = page.slice(0, at + 1).reverse()
  return [...others.reverse().map(({ request }) => request), changed(last!.request, example!.change)]
}

function changed(request: Send, { headers = {}, query = {}, body = request.body, letters }: RequestChange): Send {
  const kept = Object.entries(request.headers ?? {}).filter(([name]) => !hasName(headers, name))
  const added = Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== null)
  const [path, search = ''] = request.path.split('?')
  const params = new URLSearchParams(search)
  for (const [name, value] of Object.entries(query)) value === null ? params.delete(name) : params.set(name, value)
  const text = params.toString()
  return {
    ...request,
    path: text === '' ? path! : `${path}?${text}`,
    headers: Object.fromEntries([...kept, ...added]),
    body: letters === undefined ? body : 'я'.repeat(letters),
  }
}

const hasName = (headers: object, name: string): boolean =>
  Object.keys(headers).some(other => other.toLowerCase() === name.toLowerCase())

/** Brings a server to where a case can be given. */
export function prepare(server: TestServer, api: Api, { documented, example }: Provoked): void {
  const readings = Object.entries(documented.under ?? {}).map(([topic, option]) => [`${api.name}.${topic}`, option])
  server.readings(Object.fromEntries(readings))
  const { records = {} } = example as Partial<CaseExample>
  for (const [collection, all] of Object.entries(records))
    for (const record of all) server.put(api.name, collection, record)
}

/** Whether an answer says what is documented of it: `…` stands for anything, and what is in « » is said of it only. */
export function says(body: unknown, { text }: DocumentedCase): boolean {
  if (text.startsWith('«')) return true
  const pattern = new RegExp(`^${text.split('…').map(escaped).join('.*')}$`, 's')
  return textsIn(body).some(said => pattern.test(said))
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : []
}

/** The values of `code`, wherever they stand in a body. */
export function codesIn(value: unknown): unknown[] {
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => [...(name === 'code' ? [inner] : []), ...codesIn(inner)])
}
