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

/** The members that something has. */
interface Members {
  readonly names: readonly string[]
  readonly rules: readonly { readonly name: string; readonly kind: Kind; readonly isOptional: boolean }[]
}

/** @param declared a question mark: it may be absent */
function members<T>(declared: Readonly<Record<keyof T, Kind | `${Kind}?`>>): Members {
  const rules = Object.entries<Kind | `${Kind}?`>(declared).map(([name, said]) => ({
    name,
    kind: said.replace('?', '') as Kind,
    isOptional: said.endsWith('?') || said === 'any',
  }))
  return { names: Object.keys(declared), rules }
}

export const API = members<Api>({
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
})

export const OPERATION = members<Operation>({
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
})

export const LIMIT = members<Limit>({ requests: 'number', per: 'text', by: 'function?' })

export const COLLECTION = members<CollectionSpec>({
  key: 'text',
  keyType: 'any',
  newKey: 'any',
  defaults: 'object?',
  schema: 'schema?',
  unique: 'texts?',
  indexes: 'object?',
  texts: 'object?',
  references: 'object?',
})

export const CASE = members<DocumentedCase & { of: unknown }>({
  id: 'text',
  status: 'number',
  code: 'any',
  text: 'any',
  docs: 'text',
  basis: 'any',
  under: 'object?',
  of: 'function?',
})

export const READING = members<Reading>({
  about: 'text',
  options: 'object',
  default: 'text',
  profiles: 'object?',
  docs: 'any',
})

/**
 * What is wrong with the members that something has.
 *
 * @param what how it is called: `operation notes.add`
 */
export function* flawsOfMembers(value: unknown, { names, rules }: Members, what: string): Generator<string> {
  if (!isObject(value)) return yield `${what} must be an object, not ${briefJson(value)}. Correct it`
  for (const name of Object.keys(value)) {
    if (!names.includes(name))
      yield `${what} has ${JSON.stringify(name)}, which is not allowed there.${didYouMean(name, names)} Choose from ${names.join(', ')}`
  }
  for (const { name, kind, isOptional } of rules) {
    const given = (value as Record<string, unknown>)[name]
    const { must, holds } = KINDS[kind]
    if (given === undefined) {
      if (!isOptional) yield `${what} has no ${JSON.stringify(name)}, which must ${must}. Add it`
    } else if (!holds(given)) yield `${JSON.stringify(name)} of ${what} must ${must}, not ${shown(given)}. Correct it`
  }
}

const shown = (value: unknown): string => (typeof value === 'function' ? 'a function' : briefJson(value))

/** Whether it is what `schema` gives. */
export function isSchema(value: unknown): boolean {
  if (!isObject(value)) return false
  const { file, inline } = value as { readonly file?: unknown; readonly inline?: unknown }
  return typeof file === 'string' || isObject(inline)
}
