import { join } from 'node:path'
import { type Api, profilesOf } from '../../src/core/api/define-api.ts'
import type { Operation } from '../../src/core/api/operation.ts'
import type { Readings } from '../../src/core/api/readings.ts'
import { type FaultKind, HttpFault } from '../../src/core/api/refusal.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { KINDS, nobody } from '../../src/core/openapi/probe.ts'
import type { CollectionSpec } from '../../src/core/store/spec.ts'
import type { Schema } from '../../src/core/validation/schema.ts'
import { Validation } from '../../src/core/validation/validation.ts'

const validation = new Validation(join(packageRoot, 'schemas'))

/** What the code says of an API, as a page to read. */
export function apiPage(api: Api): string {
  return [
    `# ${api.title}`,
    `Generated from the code by \`npm run docs\`. Name \`${api.name}\`, base path \`${api.basePath}\`, documented by its vendor in \`${api.docs}\`.`,
    `Credentials of the default account: ${sayAccount(api)}.`,
    '## Operations',
    table(
      ['operation', 'request', 'does', 'documented at'],
      api.operations.map(operation => [
        `\`${operation.id}\``,
        requestOf(api, operation),
        operation.summary,
        operation.docs,
      ]),
    ),
    ...api.operations.flatMap(parametersOf),
    '## Errors',
    'What is wrong with a request before any rule of an operation is asked, under the default readings:',
    table(
      ['fault', 'status', 'body'],
      KINDS.map(kind => [kind.replace('-', ' '), ...refusalOf(api, kind)]),
    ),
    '## Readings',
    'What the documentation leaves open, and every answer that can be served. The default is in bold.',
    ...Object.entries(api.readings as Readings).map(([topic, { about, options, default: usual }]) =>
      [
        `### \`${api.name}.${topic}\`\n\n${about}\n`,
        ...Object.entries(options).map(
          ([option, effect]) => `- ${option === usual ? `**\`${option}\`**` : `\`${option}\``}: ${effect}`,
        ),
      ].join('\n'),
    ),
    ...profilesOf(api)
      .slice(1)
      .flatMap(profile => profileOf(api, profile)),
    '## Collections',
    table(
      ['collection', 'key', 'fields', 'refers to'],
      Object.entries(api.collections as Record<string, CollectionSpec>).map(([name, spec]) => [
        `\`${name}\``,
        `\`${spec.key}\` (${spec.keyType})`,
        fieldsOf(spec),
        referencesOf(spec),
      ]),
    ),
    '',
  ].join('\n\n')
}

const sayAccount = ({ account }: Api): string =>
  Object.entries(account)
    .map(([name, value]) => `${name} \`${value}\``)
    .join(', ') || 'none'

const requestOf = ({ basePath }: Api, { methods, path, when }: Operation): string =>
  `\`${methods.join(', ')} ${basePath}${path}${when ? `?${when}=` : ''}\``

interface JsonObject {
  readonly [name: string]: unknown
}

function parametersOf({ id, query, body }: Operation): string[] {
  const rows = [...propertiesOf(query, 'query'), ...propertiesOf(body, 'body')]
  return rows.length === 0 ? [] : [`### \`${id}\``, table(['parameter', 'in', 'type', 'required', 'meaning'], rows)]
}

export function propertiesOf(schema: Schema | undefined, place: string): string[][] {
  if (!schema) return []
  const { properties = {}, required = [] } = validation.read(schema) as {
    properties?: Record<string, JsonObject>
    required?: string[]
  }
  return Object.entries(properties).map(([name, property]) => [
    `\`${name}\``,
    place,
    typeOf(property),
    required.includes(name) ? 'yes' : '',
    String(property.description ?? ''),
  ])
}

function typeOf({ type, enum: allowed, const: only, $ref, anyOf, oneOf }: JsonObject): string {
  if (Array.isArray(allowed)) return allowed.map(value => `\`${JSON.stringify(value)}\``).join(', ')
  if (only !== undefined) return `\`${JSON.stringify(only)}\``
  if (typeof $ref === 'string') return $ref.replace(/^.*\//, '').replace(/\.json.*$/, '')
  const either = (anyOf ?? oneOf) as JsonObject[] | undefined
  if (either) return [...new Set(either.map(typeOf))].join(' or ')
  return Array.isArray(type) ? type.join(' or ') : String(type ?? 'any')
}

function refusalOf(api: Api, kind: FaultKind): [string, string] {
  const { status, body, text } = api.refuse(new HttpFault(kind, '…', { allow: ['GET'] }), {
    ...nobody(api),
    path: '/…',
  })
  return [String(status), body === undefined ? (text ?? 'none') : `\`${JSON.stringify(body)}\``]
}

function profileOf(api: Api, profile: string): string[] {
  const differing = Object.entries(api.readings as Readings).filter(
    ([, reading]) => (reading.profiles?.[profile] ?? reading.default) !== reading.default,
  )
  return [
    `## Profile \`${profile}\``,
    `Where it differs from \`documented\`:`,
    table(
      ['reading', '`documented`', `\`${profile}\``],
      differing.map(([topic, { options, default: usual, profiles }]) => {
        const other = profiles![profile]!
        return [`\`${topic}\``, `\`${usual}\`: ${options[usual]}`, `\`${other}\`: ${options[other]}`]
      }),
    ),
  ]
}

const fieldsOf = ({ schema }: CollectionSpec): string =>
  schema
    ? propertiesOf(schema, '')
        .map(([name]) => name)
        .join(', ')
    : ''

const referencesOf = ({ references }: CollectionSpec): string =>
  Object.entries(references ?? {})
    .map(([field, { to, onDelete }]) => `\`${field}\` → ${to} (${onDelete})`)
    .join(', ')

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
