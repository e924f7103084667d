import type { Api } from '../api/api.ts'
import { casesOf, type DocumentedCase } from '../api/documented-case.ts'
import type { Operation } from '../api/operation.ts'
import type { Schema } from '../validation/schema.ts'
import type { Validation } from '../validation/validation.ts'

/** What of an operation can be tried. */
export interface DocumentedOperation {
  readonly id: string
  readonly cases: readonly DocumentedCase[]
  /** The names of its query's and its body's parameters. */
  readonly parameters: ReadonlySet<string>
}

/** What of an API can be tried. */
export class DocumentedApi {
  readonly api: Api
  readonly #validation: Validation
  readonly #operations = new Map<string, DocumentedOperation>()

  constructor(api: Api, validation: Validation) {
    this.api = api
    this.#validation = validation
  }

  get operations(): readonly DocumentedOperation[] {
    return this.api.operations.map(({ id }) => this.of(id))
  }

  /** Looked up when first asked for: most servers are asked for a part of their operations. */
  of(id: string): DocumentedOperation {
    let known = this.#operations.get(id)
    if (!known) {
      const operation = this.api.operations.find(candidate => candidate.id === id)!
      const { query, body } = operation as Operation
      const parameters = new Set([...this.#namesIn(query), ...this.#namesIn(body)])
      this.#operations.set(id, (known = { id, cases: casesOf(this.api, operation), parameters }))
    }
    return known
  }

  #namesIn(schema: Schema | undefined): string[] {
    return schema ? Object.keys((this.#validation.read(schema).properties as object | undefined) ?? {}) : []
  }
}
