import type { Api } from '../core/api/api.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import type { Running } from '../server.ts'
import { type Answered, ask } from './ask.ts'
import { withServer } from './kit-server.ts'
import { differences, fillIn, type Names } from './matching.ts'
import type { DataStep, RecordedAnswer, RecordedExchange, Story } from './story.ts'

type Fields = Record<string, unknown>

interface Playing {
  readonly running: Running
  readonly box: Sandbox
  readonly api: string
  readonly names: Names
  readonly start: number
}

/**
 * Plays a recorded story, in a world of its own.
 *
 * @throws {Error} with everything that was answered otherwise than recorded, a line each
 * @example
 * test('the list, as recorded', () => replay(story, orders))
 */
export async function replay(story: Story, api: Api): Promise<void> {
  const wrong = await withServer(api, { scenario: 'empty' }, running => play(story, api, running))
  if (wrong.length > 0)
    throw new Error(`The story ${story.name ?? ''} was answered differently than recorded:\n${wrong.join('\n')}`)
}

/** What differs from the recording, a line each. */
async function play(story: Story, api: Api, running: Running): Promise<string[]> {
  const playing = await begin(story, api, running)
  const wrong: string[] = []
  for (const [i, step] of story.steps.entries()) {
    const found = 'data' in step ? dataStep(step.data, playing) : await exchange(step, playing)
    wrong.push(...found.map(line => `step ${i + 1} (${step.about ?? ''}): ${line}`))
  }
  return wrong
}

async function begin(story: Story, { name: api }: Api, running: Running): Promise<Playing> {
  const { now, profiles, readings } = story
  const { sandboxes } = running
  const box = await sandboxes.create(undefined, { scenario: 'empty', now, ...copied({ profiles, readings }) })
  const { world } = await sandboxes.worldOf([
    { empty: true, references: 'unchecked', records: 0, data: { [api]: stateOf(story) } },
  ])
  box.adopt(world, sandboxes.nextSequence(), 'state')
  return { running, box, api, names: new Map(), start: box.now }
}

const copied = <T extends object>(given: T): { [K in keyof T]?: Record<string, string> } =>
  structuredClone(given) as never

/** The records of a story: those that it lists, then those that it generates. */
function stateOf({ state = {}, generate = [] }: Story): Record<string, Fields[]> {
  const all = structuredClone(state) as Record<string, Fields[]>
  for (const { collection, count, from = 1, template } of generate) {
    const made = Array.from({ length: count }, (_, i) => generated(template, from + i))
    all[collection] = [...(all[collection] ?? []), ...made]
  }
  return all
}

const generated = (template: Fields, n: number): Fields =>
  Object.fromEntries(Object.entries(template).map(([field, value]) => [field, generatedValue(value, n)]))

function generatedValue(value: unknown, n: number): unknown {
  if (typeof value === 'string')
    return value.replace(/\{n(?::0(\d+))?\}/g, (_, width) => String(n).padStart(Number(width ?? 0), '0'))
  if (value === null || typeof value !== 'object') return value
  const rule = value as { $n?: number; $cycle?: unknown[]; $date?: string; stepMinutes?: number }
  if (rule.$n !== undefined) return n + rule.$n
  if (rule.$cycle) return rule.$cycle[n % rule.$cycle.length]
  if (rule.$date === undefined) return value
  const at = Date.parse(`${rule.$date.replace(' ', 'T')}Z`) + n * rule.stepMinutes! * 60_000
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

function dataStep(step: DataStep['data'], { box, api, names }: Playing): string[] {
  const { op, collection, record, expect: expected } = filled(step, names)
  const records = box.collection(api, collection)!
  const key = records.spec.keyType === 'integer' ? Number(filled(step, names).key) : String(filled(step, names).key)
  if (op === 'insert') box.transact(() => records.insert(record!))
  if (op === 'update') box.transact(() => records.update(key, record!))
  if (op === 'delete') box.transact(() => records.remove(key))
  if (op !== 'get') return []
  const stored = records.get(key) as Fields | undefined
  if (!expected) return stored ? [`${collection} ${key} is still there`] : []
  if (!stored) return [`${collection} ${key} is not there`]
  const seen = Object.fromEntries(Object.keys(expected).map(field => [field, stored[field]]))
  return [...differences(expected, seen, { names, from: box.now, to: box.now }, collection)]
}

/** A step with the numbers that earlier steps gave names to. */
function filled(step: DataStep['data'], names: Names): DataStep['data'] {
  const bare = JSON.stringify(step).replace(/"(\{\{[a-z]+:\d+\}\})"/g, '$1')
  return JSON.parse(fillIn(bare, names))
}

async function exchange(
  { request, response }: RecordedExchange,
  { running, box, names, start }: Playing,
): Promise<string[]> {
  const prefix = `/~${box.id}`
  const { method, headers, path, body } = request
  const got = await ask(running.url, {
    ...{ method, headers, path: prefix + fillIn(path, names) },
    ...(body !== null && { body: fillIn(body, names) }),
  })
  const wrong: string[] = []
  const same = (what: string, expected: unknown, actual: unknown) => {
    if (expected !== actual) wrong.push(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`)
  }
  same('status', response.status, got.status)
  if ('contentType' in response) same('type', tight(response.contentType), tight(got.headers['content-type']))
  for (const [name, value] of Object.entries(response.headers ?? {})) {
    const header = got.headers[name.toLowerCase()]?.replaceAll(`<${running.url}${prefix}`, '<')
    same(`header ${name}`, value, header ?? null)
  }
  return [...wrong, ...bodyFaults(response, got, { names, from: start, to: box.now })]
}

const tight = (type: string | undefined): string | undefined => type?.toLowerCase().replaceAll(/\s/g, '')

function bodyFaults(expected: RecordedAnswer, got: Answered, seen: Parameters<typeof differences>[2]): string[] {
  const { text } = got
  if (expected.empty) return text === '' ? [] : [`there is a body: ${text}`]
  if (expected.fatal) return text === '' || isJson(text) ? [`the server should have died, but says ${text}`] : []
  if (!('body' in expected) && expected.bodyRaw === undefined) return []
  if (!isJson(text)) return [`no JSON: ${text}`]
  const wrong = [...differences(expected.body, JSON.parse(text), seen, 'body', expected.keyOrder)]
  if (wrong.length > 0 || expected.bodyRaw === undefined) return wrong
  const bytes = fillIn(expected.bodyRaw, seen.names)
  return bytes === text ? [] : [`bytes are ${text}, not ${bytes}`]
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
