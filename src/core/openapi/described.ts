import type { Operation } from '../api/operation.ts'

/** What of an operation a document tells. */
export type Described = Pick<
  Operation,
  'id' | 'methods' | 'path' | 'aliases' | 'base' | 'params' | 'when' | 'summary' | 'docs' | 'query' | 'body' | 'replies'
> & {
  /** The media type of its answers, where it is not that of all. */
  readonly replyType?: string
  /** Of an alias: its number among the routes of its operation. */
  readonly alias?: number
}
