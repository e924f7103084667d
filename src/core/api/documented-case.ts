/** An answer that the documentation describes: an error, or one of several successes that it tells apart. */
export interface DocumentedCase {
  /** Short and speaking, unique within its operation: `duplicate`. */
  readonly id: string
  /** The HTTP status, under the default readings and those of `under`. */
  readonly status: number
  /** The API's own code, where the body carries one. */
  readonly code?: string | number
  /** What the answer says, `…` for what varies; where it says nothing, what the documentation says of it, in « ». */
  readonly text: string
  /** The passage: page and heading. */
  readonly docs: string
  /** Where the passage does not say so: what we go by. */
  readonly basis?: string
  /** The options of readings without which it is never given: `{ auth: 'token' }`. */
  readonly under?: Readonly<Record<string, string>>
}

/** What of an operation its cases go by. */
interface Giving {
  readonly id: string
  readonly body?: unknown
  readonly cases?: readonly DocumentedCase[]
}

/** A case that operations have in common: declared once, at the API, it counts for each that can give it. */
export interface CommonCase extends DocumentedCase {
  /** Whether an operation can give it. Default: each can. */
  of?(operation: Giving): boolean
}

interface Sharing {
  readonly cases?: readonly CommonCase[]
}

/** For a common case of requests that no operation answers: an unknown path or method. */
export const ofNoOperation = (): boolean => false

/** For a common case of a body. */
export const ofBodies = ({ body }: Giving): boolean => body !== undefined

/** What counts for an operation: its own cases, and the common ones that it can give. */
export function casesOf({ cases = [] }: Sharing, operation: Giving): readonly DocumentedCase[] {
  return [...(operation.cases ?? []), ...cases.filter(({ of }) => of?.(operation) ?? true)]
}

/** The cases of requests that no operation answers. */
export const unroutedCases = ({ cases = [] }: Sharing): readonly DocumentedCase[] =>
  cases.filter(({ of }) => of === ofNoOperation)

/** The case that an answer names: the operation's own, else a common one. */
export const findCase = ({ cases }: Sharing, operation: Giving | undefined, id: string): DocumentedCase | undefined =>
  operation?.cases?.find(own => own.id === id) ?? cases?.find(common => common.id === id)
