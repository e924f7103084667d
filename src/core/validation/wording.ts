import type { ErrorObject } from 'ajv'

/** What a schema finds wrong, in plain English, to be read behind the place and before the value: `must be a string`. */
export function inPlainWords({ keyword, params, parentSchema, message }: ErrorObject): string {
  const rule = RULES[keyword]
  return rule ? rule(params, parentSchema ?? {}) : (message ?? 'is not allowed')
}

type Rule = (params: Record<string, unknown>, schema: Record<string, unknown>) => string

const TYPES: Readonly<Record<string, string>> = {
  string: 'a string',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
  null: 'null',
}

const RULES: Readonly<Record<string, Rule>> = {
  type: ({ type }) => `must be ${either([type].flat().map(name => TYPES[name as string] ?? String(name)))}`,
  enum: ({ allowedValues }) => `must be ${either((allowedValues as unknown[]).map(shown))}`,
  const: ({ allowedValue }) => `must be ${shown(allowedValue)}`,
  required: () => 'is missing',
  dependentRequired: () => 'is missing',
  minLength: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} characters`),
  maxLength: ({ limit }) => (limit === 0 ? 'must be empty' : `must have at most ${limit} characters`),
  minItems: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} items`),
  maxItems: ({ limit }) => `must have at most ${limit} items`,
  uniqueItems: () => 'must not repeat an item',
  contains: ({ minContains, maxContains }) =>
    `must have ${timesOf(minContains, maxContains)} of the form that is asked for`,
  minProperties: ({ limit }) => (limit === 1 ? 'must not be empty' : `must have at least ${limit} fields`),
  maxProperties: ({ limit }) => `must have at most ${limit} fields`,
  minimum: ({ limit }) => `must be ${limit} or more`,
  exclusiveMinimum: ({ limit }) => `must be more than ${limit}`,
  maximum: ({ limit }) => `must be ${limit} or less`,
  exclusiveMaximum: ({ limit }) => `must be less than ${limit}`,
  multipleOf: ({ multipleOf }) => `must be a multiple of ${multipleOf}`,
  pattern: ({ pattern }, { examples, description }) => formOf(String(pattern), examples, description),
  format: ({ format }) => FORMATS[String(format)] ?? `must be a valid ${format}`,
  not: () => 'has a value that is not allowed',
  oneOf: () => 'does not match any of the allowed forms',
  anyOf: () => 'does not match any of the allowed forms',
}

function timesOf(least: unknown, most: unknown): string {
  if (most === undefined) return least === 1 ? 'an item' : `at least ${least} items`
  return least === most ? `exactly ${least} items` : `${least} to ${most} items`
}

const FORMATS: Readonly<Record<string, string>> = {
  date: 'must be a date such as 2024-03-01',
  regex: 'must be a regular expression',
  'date-time': 'must be a date and time such as 2024-03-01T09:00:00+03:00',
  'iso-date-time': 'must be a date and time such as 2024-03-01T09:00:00+03:00',
}

/** A pattern is not for people: its schema says what it means by an example or a description. */
function formOf(pattern: string, examples: unknown, description: unknown): string {
  if (pattern === '\\S') return 'must not be blank'
  if (Array.isArray(examples) && examples.length > 0) return `must look like ${shown(examples[0])}`
  if (typeof description === 'string') return `must be as follows: ${description.replace(/\.$/, '')}`
  return 'has a wrong format'
}

const shown = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const either = (choices: readonly string[]): string =>
  choices.length < 2 ? choices.join('') : `${choices.slice(0, -1).join(', ')} or ${choices.at(-1)}`
