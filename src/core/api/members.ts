import { briefJson } from '../lib/brief-json.ts'
import { isObject } from '../lib/is-object.ts'
import { didYouMean } from '../lib/nearest.ts'
import type { CollectionSpec } from '../store/spec.ts'
import type { Api } from './api.ts'
import type { DocumentedCase } from './documented-case.ts'
import type { Limit } from './limit.ts'
import type { Operation } from './operation.ts'
import type { Reading } from './readings.ts'

/** What a member must be. */
const KINDS = {
  text: { must: 'be a non-empty string', holds: (value: unknown) => typeof value === 'string' && value !== '' },
  flag: { must: 'be true or false', holds: (value: unknown) => typeof value === 'boolean' },
  number: { must: 'be a whole number', holds: Number.isSafeInteger },
  list: { must: 'be a list', holds: Array.isArray },
  texts: {
    must: 'be a list of strings',
    holds: (value: unknown) => Array.isArray(value) && value.every(item => typeof item === 'string'),
  },
  object: { must: 'be an object', holds: isObject },
  function: { must: 'be a function', holds: (value: unknown) => typeof value === 'function' },
  schema: {
    must: 'be a schema: write schema({ … })',
    holds: isSchema,
  },
  /** Checked with more care elsewhere. */
  any: { must: '', holds: () => true },
} as const

type Kind = keyof typeof KINDS

/** The members that something has; a question mark: it may be absent. */
export type Members<T> = Readonly<Record<keyof T, Kind | `${Kind}?`>>

export const API: Members<Api> = {
  name: 'any',
  title: 'text',
  docs: 'text',
  basePath: 'any',
  basePaths: 'any',
  scope: 'text?',
  paths: 'object?',
  parameters: 'any',
  operations: 'list',
  collections: 'object',
  counters: 'object?',
  memory: 'schema?',
  schemas: 'any',
  readings: 'object',
  credentials: 'object',
  timers: 'object?',
  account: 'object',
  authenticateAt: 'any',
  authenticate: 'function',
  dispatch: 'function?',
  unanswered: 'function?',
  methodOf: 'function?',
  readInput: 'function?',
  bodyTypes: 'texts?',
  bodyInQuery: 'flag?',
  cases: 'list?',
  caseOf: 'function?',
  error: 'schema',
  faults: 'object?',
  refuse: 'function',
  keep: 'function?',
  limit: 'object?',
  encode: 'function?',
  contentType: 'text?',
  headers: 'object?',
  generate: 'function?',
  scenarios: 'object?',
  replaces: 'text?',
}

export const OPERATION: Members<Operation> = {
  id: 'text',
  methods: 'texts',
  path: 'any',
  when: 'any',
  misrouted: 'any',
  aliases: 'any',
  base: 'text?',
  params: 'object?',
  summary: 'text',
  docs: 'text',
  query: 'schema?',
  body: 'schema?',
  replies: 'object',
  cases: 'list?',
  available: 'function?',
  cache: 'function?',
  refresh: 'function?',
  find: 'function?',
  check: 'function?',
  handle: 'function',
  limit: 'object?',
}

export const LIMIT: Members<Limit> = { requests: 'number', per: 'text', by: 'function?' }

export const COLLECTION: Members<CollectionSpec> = {
  key: 'text',
  keyType: 'any',
  newKey: 'any',
  defaults: 'object?',
  schema: 'schema?',
  unique: 'texts?',
  indexes: 'object?',
  texts: 'object?',
  references: 'object?',
}

export const CASE: Members<DocumentedCase & { of: unknown }> = {
  id: 'text',
  status: 'number',
  code: 'any',
  text: 'any',
  docs: 'text',
  basis: 'any',
  under: 'object?',
  of: 'function?',
}

export const READING: Members<Reading> = {
  about: 'text',
  options: 'object',
  default: 'text',
  profiles: 'object?',
  docs: 'any',
}

/**
 * What is wrong with the members that something has.
 *
 * @param what how it is called: `operation notes.add`
 */
export function* flawsOfMembers<T>(value: unknown, members: Members<T>, what: string): Generator<string> {
  if (!isObject(value)) return yield `${what} must be an object, not ${briefJson(value)}. Correct it`
  const known = Object.keys(members)
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(members, name))
      yield `${what} has ${JSON.stringify(name)}, which is not allowed there.${didYouMean(name, known)} Choose from ${known.join(', ')}`
  }
  for (const [name, declared] of Object.entries(members) as [string, Kind | `${Kind}?`][]) {
    const given = (value as Record<string, unknown>)[name]
    const isOptional = declared.endsWith('?') || declared === 'any'
    if (given === undefined) {
      if (!isOptional) yield `${what} has no ${JSON.stringify(name)}, which must ${mustOf(declared)}. Add it`
    } else if (!KINDS[declared.replace('?', '') as Kind].holds(given))
      yield `${JSON.stringify(name)} of ${what} must ${mustOf(declared)}, not ${shown(given)}. Correct it`
  }
}

const mustOf = (declared: Kind | `${Kind}?`): string => KINDS[declared.replace('?', '') as Kind].must

const shown = (value: unknown): string => (typeof value === 'function' ? 'a function' : briefJson(value))

/** Whether it is what `schema` gives. */
export function isSchema(value: unknown): boolean {
  if (!isObject(value)) return false
  const { file, inline } = value as { readonly file?: unknown; readonly inline?: unknown }
  return typeof file === 'string' || isObject(inline)
}
