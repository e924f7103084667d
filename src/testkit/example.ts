import { isDeepStrictEqual } from 'node:util'
import { briefJson } from '../core/lib/brief-json.ts'
import { isObject } from '../core/lib/is-object.ts'
import type { Answered, Asked } from './ask.ts'

/** A request that the documentation prints, and its answer. */
export interface ConformanceExample {
  /** The operation’s id. */
  readonly operation: string
  /** The passage that prints it. */
  readonly docs: string
  /** Its path below the operation’s base path. */
  readonly request: Asked
  readonly reply: {
    readonly status: number
    readonly body?: unknown
    /** The body to the byte. */
    readonly text?: string
    /** Those that it must have. */
    readonly headers?: Readonly<Record<string, string>>
  }
  /** Paths in the body that differ from time to time, `created_at`, `data.id`: they must be there, of the same type. */
  readonly varies?: readonly string[]
  /** Whether only the fields that it prints are compared: the page abridges. */
  readonly abridged?: boolean
}

/** What of an answer is not what an example prints. */
export function* differencesOf(
  got: Answered,
  { reply, varies = [], abridged }: Pick<ConformanceExample, 'reply' | 'varies' | 'abridged'>,
): Generator<string> {
  if (got.status !== reply.status) return yield `is answered ${got.status} ${briefJson(got.body)}, not ${reply.status}`
  if (reply.text !== undefined && got.text !== reply.text)
    yield `is answered ${briefJson(got.text)}, not ${briefJson(reply.text)}`
  for (const [name, value] of Object.entries(reply.headers ?? {}))
    if (got.headers[name.toLowerCase()] !== value)
      yield `has the header ${name} ${briefJson(got.headers[name.toLowerCase()])}, not ${briefJson(value)}`
  if (reply.body === undefined) return
  const likePage = structuredClone(got.body)
  for (const path of varies) yield* settle(likePage, reply.body, path)
  yield* unlike(abridged ? abridge(likePage, reply.body) : likePage, reply.body, 'its body')
}

/** Puts what the page prints in the place of what varies, where it is of its type. */
function* settle(got: unknown, printed: unknown, path: string): Generator<string> {
  const names = path.split('.')
  const last = names.pop()!
  const into = (from: unknown): Record<string, unknown> | undefined =>
    names.reduce<unknown>((inner, name) => (inner as Record<string, unknown> | undefined)?.[name], from) as
      | Record<string, unknown>
      | undefined
  const [own, page] = [into(got), into(printed)]
  if (!own || !page || typeof own[last] !== typeof page[last])
    yield `has in its body ${path} ${briefJson(own?.[last])}, which must be like ${briefJson(page?.[last])}`
  else own[last] = page[last]
}

/** Where two values differ; that one has its fields in another order is a difference too. */
function* unlike(got: unknown, printed: unknown, at: string): Generator<string> {
  if (isDeepStrictEqual(got, printed) && JSON.stringify(got) === JSON.stringify(printed)) return
  const isList = Array.isArray(got) && Array.isArray(printed)
  if (isList && got.length === printed.length)
    for (const [i, item] of got.entries()) yield* unlike(item, printed[i], `${at}[${i}]`)
  else if (isObject(got) && isObject(printed) && Object.keys(got).join() === Object.keys(printed).join())
    for (const [name, value] of Object.entries(got as object))
      yield* unlike(value, (printed as Record<string, unknown>)[name], `${at}.${name}`)
  else yield `${at} is ${briefJson(got, 300)}, not ${briefJson(printed, 300)}`
}

function abridge(got: unknown, printed: unknown): unknown {
  if (Array.isArray(got) && Array.isArray(printed))
    return got.map((item, i) => (i < printed.length ? abridge(item, printed[i]) : item))
  if (got === null || typeof got !== 'object' || printed === null || typeof printed !== 'object') return got
  return Object.fromEntries(
    Object.keys(printed).map(key => [
      key,
      abridge((got as Record<string, unknown>)[key], (printed as Record<string, unknown>)[key]),
    ]),
  )
}
