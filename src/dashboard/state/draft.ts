import type { ApiInfo } from '../../client/types.ts'
import type { Operation } from './model.ts'
import {
  type Content,
  type Described,
  describedOf,
  type Example,
  type OpenApi,
  resolved,
  type Shape,
} from './openapi.ts'
import { serverUrl } from './server.ts'

/** One value of a request, to be edited. */
export interface DraftField {
  readonly in: 'path' | 'query' | 'header' | 'bearer'
  readonly name: string
  readonly value: string
  readonly about?: string
  readonly isRequired?: boolean
  readonly isCredential?: boolean
}

/** A request before it is sent. */
export interface RequestDraft {
  readonly method: string
  readonly path: string
  /** The base path that it lies below, where that is not its API's first. */
  readonly base?: string
  readonly fields: readonly DraftField[]
  /** null where the operation takes none. */
  readonly body: string | null
}

export interface DraftedRequest {
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | undefined
}

/** The examples that the document has of a request, by name. */
export function exampleNamesOf(described: Described, { id }: Operation): string[] {
  const of = (examples: Readonly<Record<string, Example>> = {}): string[] => Object.keys(examples)
  const all = [
    ...(described.parameters ?? []).flatMap(({ examples }) => of(examples)),
    ...Object.values(described.requestBody?.content ?? {}).flatMap(({ examples }) => of(examples)),
  ]
  return [...new Set(all)].filter(name => name.startsWith(`${id}.`) && !name.slice(id.length + 1).includes('.'))
}

/** A request of an operation, filled with an example where the document has one. */
export function draftOf(document: OpenApi, api: ApiInfo, operation: Operation, example?: string): RequestDraft {
  const described = describedOf(document, operation)
  const content = contentOf(described)
  const given = example === undefined ? undefined : content?.examples?.[example]?.value
  // A browser sends no body with GET: what stands in it may stand in the query, where the API says so.
  const isBodiless = operation.method === 'GET'
  const inQuery = isBodiless && isRecord(given) ? given : {}
  const fields = (described?.parameters ?? []).map(({ name, in: place, description, required, examples, schema }) => ({
    in: place,
    name,
    about: description ?? resolved(schema, document).description,
    isRequired: required,
    value: textOf(example === undefined ? undefined : (examples?.[example]?.value ?? inQuery[name])),
  }))
  const body = !content || isBodiless ? null : given === undefined ? emptyOf(content, document) : pretty(given)
  const { method, path, base } = operation
  return { method, path, base, fields: [...credentialsOf(document, api), ...fields], body }
}

/** What goes on the wire: empty fields stay out. */
export function requestOf(
  { method, path, base, fields, body }: RequestDraft,
  { basePath }: Pick<ApiInfo, 'basePath'>,
  sandbox: string,
): DraftedRequest {
  const filled = fields.filter(({ value }) => value !== '')
  const at = (place: DraftField['in']): DraftField[] => filled.filter(field => field.in === place)
  const ofPath = new Map(at('path').map(({ name, value }) => [name, value]))
  const query = at('query').flatMap(({ name, value }) => pairsOf(name, parsed(value)))
  const target = path
    .replace(/:(\w+)/g, (_, name) => encodeURIComponent(ofPath.get(name) ?? ''))
    .replace(/\{\*(\w+)\}/, (_, name) => encodeURI(ofPath.get(name) ?? ''))
  const search = query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
  const sent = body === null || body.trim() === '' ? undefined : body
  return {
    method,
    url: `${serverUrl}${sandbox === 'default' ? '' : `/~${sandbox}`}${base ?? basePath}${target}${search && `?${search}`}`,
    headers: {
      ...(sent !== undefined && { 'content-type': 'application/json' }),
      ...Object.fromEntries(at('header').map(({ name, value }) => [name, value])),
      ...Object.fromEntries(at('bearer').map(({ value }) => ['authorization', `Bearer ${value}`])),
    },
    body: sent,
  }
}

/** The same as a line for a shell. */
export function curlOf({ method, url, headers, body }: DraftedRequest): string {
  const verb = method === 'GET' || (method === 'POST' && body !== undefined) ? [] : ['-X', method]
  const heads = Object.entries(headers).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)])
  const sent = body === undefined ? [] : ['--data-binary', quoted(body)]
  return ['curl', ...verb, ...heads, ...sent, quoted(url)].join(' ')
}

/** Quotes that sh, cmd and PowerShell take alike, where a text allows them; else those of sh. */
export const quoted = (text: string): string =>
  /["$`!\\]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`

function contentOf(described: Described | undefined): Content | undefined {
  const contents = described?.requestBody?.content
  return contents?.['application/json'] ?? Object.values(contents ?? {})[0]
}

/** The documented account, where the API first looks for it. */
function credentialsOf({ security = [], components }: OpenApi, api: ApiInfo): DraftField[] {
  return Object.keys(security[0] ?? {}).flatMap((id): DraftField[] => {
    const scheme = components.securitySchemes?.[id]
    const credential = id.split('.')[0]!
    if (!scheme) return []
    const value = api.credentials[credential] ?? ''
    if (scheme.type === 'http') return [{ in: 'bearer', name: credential, value, isCredential: true }]
    return [{ in: scheme.in ?? 'header', name: scheme.name ?? credential, value, isCredential: true }]
  })
}

function emptyOf({ schema }: Content, document: OpenApi): string {
  const { properties = {}, required = [] } = resolved(schema, document) as Shape
  return pretty(
    Object.fromEntries(
      Object.keys(properties)
        .filter(name => required.includes(name))
        .map(name => [name, '']),
    ),
  )
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const pretty = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

const textOf = (value: unknown): string =>
  value === undefined || value === null ? '' : typeof value === 'string' ? value : JSON.stringify(value)

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text)) return text
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Brackets, as PHP and `qs` read them. */
function pairsOf(name: string, value: unknown): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[name, textOf(value)]]
  return Object.entries(value).flatMap(([key, inner]) => pairsOf(`${name}[${key}]`, inner))
}
