import { join } from 'node:path'
import type { Api } from '../core/api/define-api.ts'
import { packageRoot } from '../core/lib/package-root.ts'
import { type Example, examplesOf } from '../core/openapi/examples.ts'
import { Validation } from '../core/validation/validation.ts'
import { type Running, version } from '../server.ts'

/** What is printed once the server listens: where each API is, as whom to ask, and a request that works. */
export function banner({ url, apis, adminToken, sandboxes }: Running): string {
  const { scenario, seed } = sandboxes.usual
  const token = adminToken === null ? '' : `  (Authorization: Bearer ${adminToken})`
  const lines = apis.flatMap(api => [
    '',
    `${api.name}: ${api.title}`,
    `  ${url}${api.basePath}`,
    `  ${sayAccount(api)}`,
    ...curlOf(api, url).map(line => `  ${line}`),
  ])
  return [
    `mock-server ${version} listens on ${url}, scenario ${scenario}, seed ${seed}`,
    ...lines,
    '',
    `control: ${url}/__admin/health${token}`,
    `A sandbox of your own: put /~NAME before any path, as in ${url}/~w1${apis[0]?.basePath ?? ''}`,
    `dashboard: ${url}/__admin/ui`,
    '',
    '',
  ].join('\n')
}

const sayAccount = ({ account }: Api): string =>
  Object.entries(account)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || 'no credentials'

/** The first example of the API's page that only reads, as a line for a shell; one without a body where there is one. */
function curlOf(api: Api, url: string): string[] {
  const reading = examplesOf(new Validation(join(packageRoot, 'schemas')), api.name).filter(
    ({ request, reply }) => request.method === 'GET' && reply.status === 200,
  )
  const example = reading.find(({ request }) => request.body === undefined) ?? reading[0]
  return example ? [sayCurl(example.request, url + api.basePath)] : []
}

function sayCurl({ method, path, headers = {}, body }: Example['request'], baseUrl: string): string {
  const verb = body === undefined ? [] : ['-X', method]
  const named = { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers }
  const sent = body === undefined ? [] : ['-d', quoted(typeof body === 'string' ? body : JSON.stringify(body))]
  const heads = Object.entries(named).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)])
  return ['curl', ...verb, ...heads, ...sent, quoted(baseUrl + encodeURI(decoded(path)))].join(' ')
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`

/** Examples may stand percent-encoded or plain; what is already encoded stays as it is. */
const decoded = (path: string): string => (/%[0-9a-f]{2}/i.test(path) ? decodeURI(path) : path)
