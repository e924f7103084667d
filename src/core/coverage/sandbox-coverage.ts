import type { Api } from '../api/api.ts'
import { ReadingTrail } from '../api/chosen-option.ts'
import type { DocumentedCase } from '../api/documented-case.ts'
import type { Operation } from '../api/operation.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import type { Fault } from '../faults/fault.ts'
import type { Outcome } from '../journal/outcome.ts'
import type { DocumentedApi, DocumentedOperation } from './documented-api.ts'

/** What of an operation was tried. */
export interface OperationTally {
  readonly documented: DocumentedOperation
  readonly cases: Set<DocumentedCase>
  /** Parameters that were not sent yet. */
  readonly unsent: Set<string>
}

/** What of an API was tried. */
export class ApiTally {
  readonly documented: DocumentedApi
  readonly operations = new Map<string, OperationTally>()
  readonly trails = new Set<ReadingTrail>()
  /** By the operation as it is served, which may be another object than the one that is documented. */
  readonly #served = new Map<Operation, OperationTally>()
  #lastTrail = ReadingTrail.none

  constructor(documented: DocumentedApi) {
    this.documented = documented
  }

  noteReadings(trail: ReadingTrail): void {
    if (trail === this.#lastTrail) return
    this.#lastTrail = trail
    this.trails.add(trail)
  }

  of(operation: Operation): OperationTally {
    let tally = this.#served.get(operation)
    if (!tally) this.#served.set(operation, (tally = this.named(operation.id)))
    return tally
  }

  named(id: string): OperationTally {
    let tally = this.operations.get(id)
    if (!tally) {
      const documented = this.documented.of(id)
      tally = { documented, cases: new Set(), unsent: new Set(documented.parameters) }
      this.operations.set(id, tally)
    }
    return tally
  }
}

/** A fault that never struck. */
export interface IdleFault {
  readonly sandbox: string
  readonly fault: Fault
}

/** Faults that never struck and are gone: the latest are told. */
const MOST_IDLE = 1000

/** Rules that are counted each by itself: an API of one's own may name any number. */
const MOST_RULES = 1000
const OTHER_RULES = 'other'

/** What was tried in one sandbox, or in several. */
export class SandboxCoverage {
  readonly sandbox: string
  readonly apis = new Map<Api, ApiTally>()
  readonly violations = new Map<string, number>()
  /** Requests that no operation answered. */
  unmatched = 0
  armed = 0
  struck = 0
  readonly #documented: (api: Api) => DocumentedApi
  readonly #waiting = new Map<string, Fault>()
  #idle: IdleFault[] = []

  constructor(sandbox: string, documented: (api: Api) => DocumentedApi) {
    this.sandbox = sandbox
    this.#documented = documented
  }

  /** Faults that were arranged and never struck, those that are gone first. */
  get idle(): readonly IdleFault[] {
    return [...this.#idle, ...[...this.#waiting.values()].map(fault => ({ sandbox: this.sandbox, fault }))]
  }

  /** Counts a request, once it is answered. The work does not grow with what was counted before. */
  count(request: ReceivedRequest, { readings, violations, case: documented }: Outcome): void {
    const ofApi = this.#of(request.api)
    ofApi.noteReadings(readings)
    for (const [rule, count] of violations.byRule) this.#countViolations(rule, count)
    const { operation } = request
    if (!operation) {
      this.unmatched++
      return
    }
    const tally = ofApi.of(operation)
    if (documented) tally.cases.add(documented)
    if (tally.unsent.size === 0) return
    noteSent(tally.unsent, request.readableQuery)
    noteSent(tally.unsent, request.readableBody)
  }

  /** Counts a request that reached no API. */
  countUnmatched(): void {
    this.unmatched++
  }

  arm(id: string, fault: Fault): void {
    this.armed++
    const before = this.#waiting.get(id)
    if (before) this.#forget({ sandbox: this.sandbox, fault: before })
    this.#waiting.set(id, fault)
  }

  strike(id: string): void {
    if (this.#waiting.delete(id)) this.struck++
  }

  /** Adds what another counted. */
  absorb(other: SandboxCoverage): void {
    for (const [api, { operations, trails }] of other.apis) {
      const ofApi = this.#of(api)
      for (const trail of trails) ofApi.trails.add(trail)
      for (const [id, { cases, unsent }] of operations) {
        const tally = ofApi.named(id)
        for (const documented of cases) tally.cases.add(documented)
        for (const name of tally.unsent) if (!unsent.has(name)) tally.unsent.delete(name)
      }
    }
    for (const [rule, count] of other.violations) this.#countViolations(rule, count)
    this.unmatched += other.unmatched
    this.armed += other.armed
    this.struck += other.struck
    for (const idle of other.idle) this.#forget(idle)
  }

  /** Forgets what was tried of other APIs than these. */
  keepOnly(apis: readonly Api[]): void {
    for (const api of this.apis.keys()) if (!apis.includes(api)) this.apis.delete(api)
  }

  /** Begins anew. */
  clear(): void {
    this.apis.clear()
    this.violations.clear()
    this.#waiting.clear()
    this.#idle = []
    this.unmatched = 0
    this.armed = 0
    this.struck = 0
  }

  #countViolations(rule: string, count: number): void {
    const name = this.violations.has(rule) || this.violations.size < MOST_RULES ? rule : OTHER_RULES
    this.violations.set(name, (this.violations.get(name) ?? 0) + count)
  }

  #of(api: Api): ApiTally {
    let tally = this.apis.get(api)
    if (!tally) this.apis.set(api, (tally = new ApiTally(this.#documented(api))))
    return tally
  }

  #forget(idle: IdleFault): void {
    this.#idle.push(idle)
    if (this.#idle.length > 2 * MOST_IDLE) this.#idle = this.#idle.slice(-MOST_IDLE)
  }
}

function noteSent(unsent: Set<string>, sent: unknown): void {
  if (sent === null || typeof sent !== 'object' || Array.isArray(sent)) return
  for (const name of unsent) if (Object.hasOwn(sent, name)) unsent.delete(name)
}
