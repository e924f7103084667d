import { join } from 'node:path'
import { type Api, basePathsOf, profilesOf } from '../../core/api/api.ts'
import type { Operation } from '../../core/api/operation.ts'
import type { Readings } from '../../core/api/readings.ts'
import { routesOf } from '../../core/api/route.ts'
import { packageRoot } from '../../core/lib/package-root.ts'
import type { CollectionSpec } from '../../core/store/spec.ts'
import type { Schema } from '../../core/validation/schema.ts'
import { Validation } from '../../core/validation/validation.ts'
import { CASE_HEAD, COMMON_HEAD, casesOfOperation, commonCases } from './cases-page.ts'

const validation = new Validation(join(packageRoot, 'schemas'))

/**
 * What the code says of an API, as a page to read.
 *
 * @param by the command that makes it
 */
export function apiPage(api: Api, by = 'npm run docs'): string {
  return [
    `# ${api.title}`,
    `Generated from the code by \`${by}\`. Name \`${api.name}\`, base path ${basePathsOf(api).map(base => `\`${base || '/'}\``)}, documented by its vendor in \`${api.docs}\`.`,
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
    'For each operation: its parameters, and the documented answers other than plain success.' +
      ' The HTTP status is the one under the default readings, the code the one in the body; `…` stands for a part that varies, and text in « » describes the answer instead of quoting it. Where the page does not say it, a note beside the passage says what we assume.',
    ...api.operations.flatMap(operation => [
      `### \`${operation.id}\``,
      ...parametersOf(operation),
      ...sayCases(api, operation),
    ]),
    ...(api.cases
      ? [
          '## Cases in common',
          'Answers that several operations share, or that the API gives where no operation has the path or the method:',
          table(COMMON_HEAD, commonCases(api, validation)),
        ]
      : []),
    ...(Object.keys(api.readings).length > 0
      ? [
          '## Readings',
          'What the documentation leaves open, and every answer that can be served. The default is in bold.',
        ]
      : []),
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
    ...readyFaults(api),
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

const readyFaults = ({ faults }: Api): string[] =>
  faults
    ? [
        '## Ready-made faults',
        'Failures that its vendor’s servers are known for. Use the body as it is (`POST …/faults`, `box.faults.add`), or change it; `GET /__admin/apis` lists them.',
        ...Object.entries(faults).map(
          ([name, { about, fault }]) => `### \`${name}\`\n\n${about}\n\n\`\`\`json\n${JSON.stringify(fault)}\n\`\`\``,
        ),
      ]
    : []

const sayAccount = ({ account }: Api): string =>
  Object.entries(account)
    .map(([name, value]) => `${name} \`${value}\``)
    .join(', ') || 'none'

const requestOf = ({ basePath }: Api, operation: Operation): string =>
  routesOf(operation)
    .map(
      ({ methods, path, when }) =>
        `\`${methods.join(', ')} ${operation.base ?? basePath}${path}${when ? `?${when}=` : ''}\``,
    )
    .join(', ')

interface JsonObject {
  readonly [name: string]: unknown
}

function parametersOf({ query, body }: Operation): string[] {
  const rows = [...propertiesOf(query, 'query'), ...propertiesOf(body, 'body')]
  return rows.length === 0 ? [] : [table(['parameter', 'in', 'type', 'required', 'meaning'], rows)]
}

function sayCases(api: Api, operation: Operation): string[] {
  const { rows, common } = casesOfOperation(api, operation)
  return [...(rows.length > 0 ? [table(CASE_HEAD, rows)] : []), ...(common ? [`Shared with others: ${common}.`] : [])]
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
  if (typeof $ref === 'string') return $ref.split('/').at(-1)!.split('.json')[0]!
  const either = (anyOf ?? oneOf) as JsonObject[] | undefined
  if (either) return [...new Set(either.map(typeOf))].join(' or ')
  return Array.isArray(type) ? type.join(' or ') : String(type ?? 'any')
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
