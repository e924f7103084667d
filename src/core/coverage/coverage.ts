// core/coverage: how much of the documentation was tried.

import type { Api } from '../api/api.ts'
import type { Validation } from '../validation/validation.ts'
import { DocumentedApi } from './documented-api.ts'
import { type CoverageReport, reportOf } from './report.ts'
import { SandboxCoverage } from './sandbox-coverage.ts'

/** Of how many sandboxes that are gone it is known what each tried; what more tried is known together. */
const MOST_GONE = 1000

/** What of the documentation was tried since the server began, sandbox by sandbox. */
export class Coverage {
  #apis: readonly DocumentedApi[]
  readonly #sandboxes = new Map<string, SandboxCoverage>()
  readonly #gone = new Set<string>()
  #others: SandboxCoverage

  constructor(apis: readonly Api[], validation: Validation) {
    this.#apis = apis.map(api => new DocumentedApi(api, validation))
    this.#others = this.#new('')
  }

  /** Goes on with other APIs: of one that is not among them any more, or is another now, nothing was tried. */
  goOnWith(apis: readonly Api[], validation: Validation): void {
    this.#apis = apis.map(api => this.#apis.find(known => known.api === api) ?? new DocumentedApi(api, validation))
    for (const coverage of [this.#others, ...this.#sandboxes.values()]) coverage.keepOnly(apis)
  }

  /** What is counted of a sandbox of this name; one that is made again goes on where it was. */
  of(sandbox: string): SandboxCoverage {
    let coverage = this.#sandboxes.get(sandbox)
    if (!coverage) this.#sandboxes.set(sandbox, (coverage = this.#new(sandbox)))
    this.#gone.delete(sandbox)
    return coverage
  }

  /** Told that a sandbox is gone. */
  leave(sandbox: string): void {
    this.#gone.add(sandbox)
    if (this.#gone.size <= MOST_GONE) return
    const [oldest] = this.#gone as Iterable<string>
    this.#others.absorb(this.#sandboxes.get(oldest!)!)
    this.#sandboxes.delete(oldest!)
    this.#gone.delete(oldest!)
  }

  /**
   * @param sandbox only of this one, or with `*` at its end of those whose names begin so; default: of all
   * @param all whether APIs that were never called are listed too
   */
  report({ sandbox, all = false }: { readonly sandbox?: string; readonly all?: boolean } = {}): CoverageReport {
    const whole = this.#new('')
    if (sandbox === undefined) whole.absorb(this.#others)
    for (const [name, coverage] of this.#sandboxes) if (isNamed(name, sandbox)) whole.absorb(coverage)
    return reportOf(whole, this.#apis, all)
  }

  /** Begins anew. */
  clear(): void {
    this.#others.clear()
    for (const coverage of this.#sandboxes.values()) coverage.clear()
    for (const name of this.#gone) this.#sandboxes.delete(name)
    this.#gone.clear()
  }

  #new(sandbox: string): SandboxCoverage {
    return new SandboxCoverage(sandbox, api => this.#apis.find(known => known.api === api)!)
  }
}

const isNamed = (name: string, wanted = '*'): boolean =>
  wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : name === wanted
