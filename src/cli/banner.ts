import { join } from 'node:path'
import type { Api } from '../core/api/api.ts'
import { packageRoot } from '../core/lib/package-root.ts'
import { type Example, examplesOf } from '../core/openapi/examples.ts'
import { Validation } from '../core/validation/validation.ts'
import { hostsOf } from '../listen/hosts.ts'
import { type Running, version } from '../server.ts'
import { texts } from './language.ts'

/**
 * What is printed once the server listens: where each API is, as whom to ask, and a request that works.
 *
 * @param host what it was told to listen on
 */
export function banner(running: Running, host: string | undefined): string {
  const { url, publicUrl, apis, adminToken, caFile, sandboxes } = running
  const { scenario, seed } = sandboxes.usual
  const says = texts.banner
  const where = whereOf(host, url)
  const trusted = isOwnAddress(publicUrl, url) ? caFile : null
  const token = adminToken === null ? '' : `  (Authorization: Bearer ${adminToken})`
  const lines = apis.flatMap(api => [
    '',
    `${api.name}: ${api.title}`,
    `  ${publicUrl}${api.basePath}`,
    `  ${sayAccount(api)}`,
    ...curlOf(api, publicUrl, trusted).map(line => `  ${line}`),
  ])
  return [
    says.listens(version, publicUrl === url ? where : says.behind(where, publicUrl), scenario, seed),
    ...addressesOf(host, running),
    ...lines,
    '',
    `${says.control}: ${publicUrl}/__admin/health${token}`,
    ...(caFile === null ? [] : [says.authority(caFile)]),
    says.sandbox(`${publicUrl}/~w1${apis[0]?.basePath ?? ''}`),
    says.requests,
    `${says.dashboard}: ${publicUrl}/__admin/ui`,
    '',
  ].join('\n')
}

/** Whether a client of the public URL sees this server's certificate, and not that of a proxy before it. */
const isOwnAddress = (publicUrl: string, url: string): boolean =>
  publicUrl === url || (publicUrl.startsWith('https:') && new URL(publicUrl).port === new URL(url).port)

const isWildcard = (host: string | undefined): host is string => host === '0.0.0.0' || host === '::'

const whereOf = (host: string | undefined, url: string): string =>
  isWildcard(host) ? texts.banner.allAddresses(host) : url

/** Where a server that listens on every address is reached, here and from elsewhere. */
function addressesOf(host: string | undefined, { url, port }: Running): string[] {
  if (!isWildcard(host)) return []
  const { protocol } = new URL(url)
  const others = hostsOf(host).map(
    address => `${protocol}//${address.includes(':') ? `[${address}]` : address}:${port}`,
  )
  return [`${texts.banner.addresses}: ${[url, ...others].join(', ')}`]
}

const sayAccount = ({ account }: Api): string =>
  Object.entries(account)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ') || texts.banner.noCredentials

/** The first example of the API's page that only reads, as a line for a shell; one without a body where there is one. */
function curlOf(api: Api, url: string, caFile: string | null): string[] {
  const reading = examplesOf(new Validation(join(packageRoot, 'schemas')), api.name).filter(
    ({ request, reply }) => request.method === 'GET' && reply.status === 200,
  )
  const example = reading.find(({ request }) => request.body === undefined) ?? reading[0]
  return example ? [sayCurl(example.request, api, url + api.basePath, caFile)] : []
}

function sayCurl(
  { method, path, headers = {}, body }: Example['request'],
  api: Api,
  baseUrl: string,
  caFile: string | null,
): string {
  const verb = body === undefined ? [] : ['-X', method]
  const typed = body !== undefined && { 'content-type': 'application/json' }
  const named = { ...typed, ...credentialHeaders(api), ...headers }
  const sent = body === undefined ? [] : ['-d', quoted(typeof body === 'string' ? body : JSON.stringify(body))]
  const heads = Object.entries(named).flatMap(([name, value]) => ['-H', quoted(`${name}: ${value}`)])
  const trust = caFile === null ? [] : ['--cacert', quoted(caFile)]
  return ['curl', ...trust, ...verb, ...heads, ...sent, quoted(baseUrl + encodeURI(decoded(path)))].join(' ')
}

/** The account as headers, where an API takes it in headers alone; an example may leave it out, as its page does. */
function credentialHeaders({ account, credentials }: Api): Record<string, string> {
  return Object.fromEntries(
    Object.entries(account).flatMap(([name, value]) => {
      const [place, ...others] = credentials[name] ?? []
      return place?.in === 'header' && others.length === 0 ? [[place.name, value]] : []
    }),
  )
}

/** Quotes that sh, cmd and PowerShell take alike, where a text allows them; else those of sh. */
const quoted = (text: string): string => (/["$`!]/.test(text) ? `'${text.replaceAll("'", `'\\''`)}'` : `"${text}"`)

/** Examples may stand percent-encoded or plain; what is already encoded stays as it is. */
const decoded = (path: string): string => (/%[0-9a-f]{2}/i.test(path) ? decodeURI(path) : path)
