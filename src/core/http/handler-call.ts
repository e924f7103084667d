import type { Api } from '../api/api.ts'
import type { Call, Store, UploadedFile } from '../api/call.ts'
import { ReadingTrail } from '../api/chosen-option.ts'
import type { Input } from '../api/input.ts'
import { linkTo } from '../api/link.ts'
import type { Operation, Reply } from '../api/operation.ts'
import { outgoingRequestOf } from '../api/outgoing-request.ts'
import { refusePromise } from '../api/own-fault.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { HttpFault, type Refusal } from '../api/refusal.ts'
import type { Violation } from '../api/violation.ts'
import type { Webhook } from '../api/webhook.ts'
import { FoundViolations } from '../journal/found-violations.ts'
import type { Outcome } from '../journal/outcome.ts'
import type { Params } from '../lib/params.ts'
import type { Random } from '../lib/random.ts'
import type { Work } from '../lib/slices.ts'
import type { Span } from '../lib/span.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { setTimer } from '../sandbox/set-timer.ts'
import { sayFlaws } from '../validation/flaw.ts'

/** What a handler calls `call`: a request in its sandbox, and what is decided of it on its way. */
export class HandlerCall implements Call {
  readonly request: ReceivedRequest
  readonly sandbox: Sandbox
  caller: unknown
  found: unknown
  /** A reply that is kept once it is known that it can be sent. */
  toKeep: { readonly key: string; readonly seconds: number; readonly reply: Reply } | undefined
  /** What is left of its operation's work, where that is done in steps. */
  work: Work<Reply> | undefined
  readonly outcome: Outcome = {
    violations: new FoundViolations(),
    issued: [],
    readings: ReadingTrail.none,
    case: null,
    record: undefined,
    fault: null,
    servedFrom: 'handler',
    stale: false,
    defect: null,
    writes: [],
  }
  #now: number | undefined
  #sideRandom: Random | undefined

  constructor(request: ReceivedRequest, sandbox: Sandbox) {
    this.request = request
    this.sandbox = sandbox
  }

  get api(): Api {
    return this.request.head.api
  }
  get operation(): Operation | undefined {
    return this.request.operation
  }
  get received(): ReceivedRequest {
    return this.request
  }
  get method(): string {
    return this.request.method
  }
  get path(): string {
    return this.request.path
  }
  get search(): string {
    return this.request.head.search
  }
  get baseUrl(): string {
    return this.request.baseUrl
  }
  get params(): Readonly<Record<string, string>> {
    return this.request.params
  }
  /** @throws {HttpFault} where the input cannot be read */
  get input(): Input {
    return this.request.input
  }
  get query(): Params {
    return this.request.input.query
  }
  /** @throws {HttpFault} where the body cannot be taken or read */
  get body(): unknown {
    return this.request.body
  }
  get store(): Store<Record<string, object>> {
    return this.sandbox.store(this.api)
  }
  get now(): number {
    return (this.#now ??= this.sandbox.now)
  }
  get zone(): string {
    return this.sandbox.zone
  }
  get random(): Random {
    return this.#sideRandom ?? this.sandbox.random
  }
  get memory(): unknown {
    return this.sandbox.memory(this.api.name)
  }
  set memory(value: unknown) {
    this.sandbox.remember(this.api.name, value)
  }
  get files(): readonly UploadedFile[] {
    const { multipart } = this.request.raw
    if (!multipart || multipart instanceof HttpFault) return []
    // Those that PHP would not take, for their size, are not there.
    const whole = multipart.files.filter(({ error }) => error === 0)
    return whole.map(({ name, filename, type, bytes }) => ({ name, filename, type, bytes }))
  }
  // Handlers take these apart from their call, so each holds its own `this`; made when asked for, as few ask for all.
  get header(): (name: string) => string | undefined {
    return name => this.request.header(name)
  }
  get credential(): (name: string) => string | undefined {
    return name => this.request.credential(name)
  }
  get reading(): (topic: string) => never {
    return topic => {
      const chosen = this.sandbox.chosen(this.api, topic)
      this.outcome.readings = this.outcome.readings.with(chosen)
      return chosen.option as never
    }
  }
  get nextId(): (counter: string) => number {
    return counter => this.sandbox.nextId(this.api.name, counter)
  }
  get conceal(): (secret: string) => void {
    return secret => void this.outcome.issued.push(secret)
  }
  get attempt(): <R>(work: () => R) => R {
    return work => this.sandbox.attempt(work)
  }
  get violate(): (violation: Violation) => void {
    return violation => this.violateAll([violation])
  }
  get link(): (path: string, values?: object) => string {
    return (path, values) => linkTo(this.baseUrl, path, values)
  }
  get after(): (span: Span, name: string, payload?: unknown) => void {
    return (span, name, payload) =>
      void setTimer(this.sandbox, this.api, { span, name, payload, from: this.now, least: 0 })
  }
  get webhook(): (webhook: Webhook) => void {
    return webhook =>
      this.sandbox.post({
        api: this.api,
        at: this.now,
        // Its own entry is the one that was begun last.
        cause: `r${this.sandbox.journal.lastSeq}`,
        request: outgoingRequestOf(webhook),
        secrets: () => [...this.outcome.issued, ...this.request.credentials()],
      })
  }
  get reply(): (status: number, body?: unknown, headers?: Readonly<Record<string, string>>) => Reply {
    return makeReply
  }

  /** @param bytes of it as it goes out */
  keepReply(bytes: number): void {
    if (this.toKeep) this.sandbox.cache(this.toKeep.key, this.toKeep.seconds, this.toKeep.reply, bytes)
  }

  /** Notes what was found at once, so that strictness tells it all. */
  violateAll(violations: Iterable<Violation>): void {
    this.note(found => {
      for (const violation of violations) found.add(violation)
    })
  }

  /** The same, of what is told to `found`. */
  note(work: (found: FoundViolations) => void): void {
    const found = this.outcome.violations
    const before = found.count
    work(found)
    // Of a request that is being refused already, strictness has nothing more to refuse.
    if (found.count > before && this.sandbox.state.strict && !this.#sideRandom) throw strictFault(found)
  }

  /** Notes that no operation answers it: told, never refused for it, since it is refused already. */
  noteUnanswered(nearest: readonly string[]): void {
    const { api, head, path, method } = this.request
    const said = api.unanswered?.(path)
    if (said) refusePromise(said, 'its unanswered')
    const { rule, docs } = said ?? { rule: 'unknown-operation', docs: `${api.docs} has no such call` }
    this.outcome.violations.add({ rule, at: 'path', value: `${method} ${head.fullPath.slice(0, 300)}`, docs, nearest })
  }

  /** What its API makes of a refusal, on a random stream of its own: a refused request leaves the sandbox as it was. */
  refuse(error: Refusal | HttpFault): Reply {
    this.#sideRandom ??= this.sandbox.sideRandom()
    return this.api.refuse(error, this)
  }
}

const makeReply = (status: number, body?: unknown, headers?: Readonly<Record<string, string>>): Reply => ({
  status,
  body,
  ...(headers && { headers }),
})

function strictFault({ first, count }: FoundViolations): HttpFault {
  const flaws = first.map(({ rule, at, value, docs }) => {
    const message = `${at} ${JSON.stringify(value) ?? ''} breaks ${docs} (${rule})`
    return { at, rule, value, message, params: {} }
  })
  return new HttpFault('invalid', sayFlaws(flaws, count), { flaws, case: null })
}
