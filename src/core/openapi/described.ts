import type { Operation } from '../api/operation.ts'

/** What of an operation a document tells. */
export type Described = Pick<
  Operation,
  'id' | 'methods' | 'path' | 'params' | 'when' | 'summary' | 'docs' | 'query' | 'body' | 'replies'
> & {
  /** The media type of its answers, where it is not that of all. */
  readonly replyType?: string
}
