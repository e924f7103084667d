import type { Readings } from '../api/readings.ts'
import { explain } from '../faults/explain.ts'
import type { DocumentedApi } from './documented-api.ts'
import type { ApiTally, SandboxCoverage } from './sandbox-coverage.ts'

/** How many of some things were tried, and which were not. */
export interface Covered<M> {
  readonly seen: number
  readonly of: number
  readonly missing: readonly M[]
}

/** A documented answer that was never given. */
export interface MissingCase {
  readonly operation: string
  readonly id: string
  /** The HTTP status under the default readings. */
  readonly status: number
  /** The API's own code, where the body carries one. */
  readonly code?: string | number
  readonly text: string
  readonly docs: string
}

/** How much of one API's documentation was tried. */
export interface ApiCoverage {
  readonly name: string
  /** Missing: their ids, `client.delete`. */
  readonly operations: Covered<string>
  readonly cases: Covered<MissingCase>
  /** Readings that shaped an answer, and which of their options did. */
  readonly readings: {
    readonly seen: number
    readonly of: number
    readonly options: readonly {
      readonly id: string
      readonly seen: readonly string[]
      readonly of: readonly string[]
    }[]
  }
  /** Parameters that were ever sent. Missing: operation and name, `client.add title`. */
  readonly parameters: Covered<string>
}

/** How much of the documentation was tried. */
export interface CoverageReport {
  readonly apis: readonly ApiCoverage[]
  /** How often each rule of the documentation was broken. */
  readonly violations: Readonly<Record<string, number>>
  /** How many were ever arranged, how many of them struck, and those that never did. */
  readonly faults: {
    readonly armed: number
    readonly struck: number
    readonly idle: readonly { readonly sandbox: string; readonly id: string; readonly explains: string }[]
  }
  /** Requests that reached no API, or that no operation answered. */
  readonly unmatched: number
}

export function reportOf(coverage: SandboxCoverage, apis: readonly DocumentedApi[], all: boolean): CoverageReport {
  const { armed, struck, idle, unmatched, violations } = coverage
  return {
    apis: apis.flatMap(documented => {
      const tally = coverage.apis.get(documented.api)
      return tally || all ? [ofApi(documented, tally)] : []
    }),
    violations: Object.fromEntries(violations),
    faults: {
      armed,
      struck,
      idle: idle.map(({ sandbox, fault }) => ({ sandbox, id: fault.id!, explains: explain(fault) })),
    },
    unmatched,
  }
}

function ofApi(documented: DocumentedApi, tally: ApiTally | undefined): ApiCoverage {
  const { api, operations } = documented
  const parts = operations.map(operation => ({ operation, tally: tally?.operations.get(operation.id) }))
  const cases = parts.flatMap(({ operation: { id, cases }, tally }) =>
    cases.map(each => ({ operation: id, each, isSeen: tally?.cases.has(each) === true })),
  )
  const parameters = parts.flatMap(({ operation: { id, parameters }, tally }) =>
    [...parameters].map(name => ({ name: `${id} ${name}`, isSeen: tally?.unsent.has(name) === false })),
  )
  return {
    name: api.name,
    operations: covered(
      parts.map(({ operation: { id }, tally }) => ({ isSeen: tally !== undefined, id })),
      ({ id }) => id,
    ),
    cases: covered(cases, ({ operation, each: { id, status, code, text, docs } }) => ({
      ...{ operation, id, status },
      ...(code !== undefined && { code }),
      ...{ text, docs },
    })),
    readings: readingsOf(documented, tally),
    parameters: covered(parameters, ({ name }) => name),
  }
}

function readingsOf({ api }: DocumentedApi, tally: ApiTally | undefined): ApiCoverage['readings'] {
  const chosen = new Set([...(tally?.trails ?? [])].flatMap(({ options }) => options))
  const options = Object.entries(api.readings as Readings).map(([topic, { options }]) => {
    const id = `${api.name}.${topic}`
    const seen = new Set([...chosen].filter(option => option.id === id).map(({ option }) => option))
    const of = Object.keys(options)
    return { id, seen: of.filter(option => seen.has(option)), of }
  })
  return { seen: options.filter(({ seen }) => seen.length > 0).length, of: options.length, options }
}

function covered<T extends { readonly isSeen: boolean }, M>(all: readonly T[], shown: (one: T) => M): Covered<M> {
  const missing = all.filter(({ isSeen }) => !isSeen)
  return { seen: all.length - missing.length, of: all.length, missing: missing.map(shown) }
}
