import { placesOf } from '../api/credentials.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { OwnFault } from '../api/own-fault.ts'
import { HttpFault } from '../api/refusal.ts'
import { type Flaw, MOST_FLAWS, sayFlaws } from '../validation/flaw.ts'
import type { Media, Schema } from '../validation/schema.ts'
import { FITS, type UnknownName, type Validation } from '../validation/validation.ts'
import type { HandlerCall } from './handler-call.ts'
import { atOnce, encodedBody } from './own-fault.ts'

/** Notes bytes in a body that UTF-8 does not have. */
export function noteStrayBytes(call: HandlerCall): void {
  const { stray } = call.request.raw
  // What is bytes has no encoding.
  if (stray && call.operation?.body?.media?.as !== 'bytes')
    call.violate({
      rule: 'encoding',
      at: 'body',
      value: stray,
      docs: 'RFC 8259, section 8.1: UTF-8, without a byte order mark',
    })
}

/** Notes a target that was not percent-encoded. */
export function noteRawTarget(call: HandlerCall): void {
  const { rawTarget } = call.request
  if (rawTarget !== undefined)
    call.violate({ rule: 'raw-url', at: 'url', value: rawTarget, docs: 'RFC 3986, section 2.1: percent-encoding' })
}

/** Notes what was sent and lost on the way, as the vendor's server loses it. */
export function noteDropped(call: HandlerCall): void {
  const { dropped } = call.request
  if (dropped.length > 0)
    call.violateAll(dropped.map(({ name, rule, why }) => ({ rule: `lost.${rule}`, at: name, value: why, docs: LOST })))
}

const LOST = 'php.net: Variables From External Sources'

/** @throws {HttpFault} `invalid` */
export function validateQuery(call: HandlerCall, { query: schema }: Operation, validation: Validation): void {
  if (schema) checkInput(call, 'query', schema, validation)
}

/** @throws {HttpFault} `invalid`, or why the body could not be taken */
export function validateBody(call: HandlerCall, operation: Operation, validation: Validation): void {
  if (call.request.bodyFault) throw call.request.bodyFault
  const { body: schema } = operation
  if (schema?.media) void call.body
  else if (schema)
    checkInput(call, 'body', schema, validation, operation.check && atOnce(operation.check(call), 'its check', call))
}

function checkInput(
  call: HandlerCall,
  at: 'query' | 'body',
  schema: object,
  validation: Validation,
  more: readonly Flaw[] = [],
): void {
  const check = validation.check(schema, call[at], at)
  if (check === FITS && more.length === 0) return
  const { flaws: found, unknown } = check
  if (found.length + more.length > 0) {
    const flaws = [...found, ...more].slice(0, MOST_FLAWS)
    const said = flaws.map(flaw => ({ message: `${flaw.at} ${flaw.message}` }))
    throw new HttpFault('invalid', sayFlaws(said, found.length + more.length), { flaws })
  }
  noteUndocumented(call, at, unknown)
}

/** Notes what was sent and no operation knows, but for credentials. */
function noteUndocumented(call: HandlerCall, part: 'query' | 'body', unknown: Iterable<UnknownName>): void {
  const rule = 'undocumented'
  const { docs } = call.operation!
  const credentials = new Set(placesOf(call.api).flatMap(credential => (credential.in === part ? credential.name : [])))
  call.note(found => {
    for (const one of unknown)
      if (!(one.isTop && credentials.has(one.name)))
        found.addOf(rule, () => ({ rule, at: one.at, value: one.value, docs }))
  })
}

function checkMedia({ status, body }: Reply, { type, as }: Media): void {
  if (as === 'text' ? typeof body !== 'string' : !(body instanceof Uint8Array))
    throw new OwnFault(`its reply ${status} must have ${as === 'text' ? 'a text' : 'bytes, a Uint8Array,'} for ${type}`)
}

/** A body as its API encodes it; of one that does not write JSON, what JSON makes of it. */
function sentJson(body: unknown, call: HandlerCall): unknown {
  const text = encodedBody(body, call)
  try {
    return JSON.parse(text)
  } catch {
    return JSON.parse(JSON.stringify(body))
  }
}

/** @throws {OwnFault} where an answer is not what its schema says */
export function checkReply(
  schema: Schema | null | undefined,
  reply: Reply,
  call: HandlerCall,
  validation: Validation,
): void {
  const { api } = call
  const isRefusal = schema === api.error
  const fail = (why: string): never => {
    throw new OwnFault(`its ${isRefusal ? 'refusal' : 'reply'} ${reply.status} ${why}`)
  }
  if (reply.text !== undefined) return
  if (schema?.media) {
    checkMedia(reply, schema.media)
    return
  }
  if (schema === undefined) fail('is not declared in “replies”')
  if (!schema) {
    if (reply.body !== undefined) fail('has a body, but is declared without one')
    return
  }
  const sent = sentJson(reply.body ?? null, call)
  const { flaws, unknown } = validation.check(schema, sent, 'reply')
  const wrong = [
    ...flaws.map(flaw => `${flaw.at} ${flaw.message}`),
    ...Array.from(unknown, ({ at }) => `${at} is not in the schema`),
  ]
  if (wrong.length > 0) fail(`does not fit its schema: ${wrong.join('; ')}`)
}
