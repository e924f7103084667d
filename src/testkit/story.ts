type Fields = Readonly<Record<string, unknown>>

/** A world, and what a real server answered in it, step by step. */
export interface Story {
  readonly name?: string
  readonly about?: string
  /** The sandbox’s clock at the start, which goes on from there: ISO 8601. */
  readonly now: string
  readonly profiles?: Readonly<Record<string, string>>
  readonly readings?: Readonly<Record<string, string>>
  /** The records at the start, by collection. */
  readonly state?: Readonly<Record<string, readonly Fields[]>>
  /** Records made of a template: `{n}` in a text is their number, `{n:05}` with so many digits. */
  readonly generate?: readonly {
    readonly collection: string
    readonly count: number
    readonly from?: number
    readonly template: Fields
  }[]
  readonly steps: readonly (RecordedExchange | DataStep)[]
}

/** A request, and what came back. Its path is from the root. */
export interface RecordedExchange {
  readonly about?: string
  readonly request: {
    readonly method: string
    readonly path: string
    readonly headers: Readonly<Record<string, string>>
    readonly body: string | null
  }
  readonly response: RecordedAnswer
}

/** An answer of a real server; what is left out is not compared. */
export interface RecordedAnswer {
  readonly status: number
  readonly contentType?: string
  /** Those that it had; null: it had none of this name. */
  readonly headers?: Readonly<Record<string, string | null>>
  /**
   * Parsed. A value may be a matcher: `{ $any: 'int' | 'string' | 'datetime' }`, `{ $same: 'id:1' }` (a number that later
   * steps know as `{{id:1}}`), `{ $is: 'a {{id:1}}' }`, `{ $text: 'a regular expression' }`, `{ $in: [1, 2] }`,
   * `{ $now: 'iso' | 'datetime' | 'short' }`, `{ $anyOrder: […] }`.
   */
  readonly body?: unknown
  /** To the byte. */
  readonly bodyRaw?: string
  /** Whether the order of fields is compared. */
  readonly keyOrder?: boolean
  /** Nothing came back. */
  readonly empty?: boolean
  /** The server died: something came back that is not JSON. */
  readonly fatal?: boolean
}

/** Something done to a record between requests, or looked at. */
export interface DataStep {
  readonly about?: string
  readonly data: {
    readonly op: 'insert' | 'update' | 'delete' | 'get'
    readonly collection: string
    readonly key?: string
    readonly record?: Record<string, unknown>
    /** Of `get`: the fields that the record must have; without it, it must be gone. */
    readonly expect?: Record<string, unknown>
  }
}
