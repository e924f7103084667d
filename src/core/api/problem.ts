/** An RFC 9457 problem document: how our own face says no. */
export class Problem extends Error {
  override readonly name = 'Problem'
  readonly status: number
  readonly title: string
  readonly hint: string
  readonly more: Readonly<Record<string, unknown>>
  readonly headers: Readonly<Record<string, string>>

  /**
   * @param status HTTP status
   * @param title what is wrong, the same for every such fault
   * @param detail what is wrong this time, with the value
   * @param hint what to do
   */
  constructor(
    status: number,
    title: string,
    detail: string,
    hint: string,
    more: Readonly<Record<string, unknown>> = {},
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail)
    this.status = status
    this.title = title
    this.hint = hint
    this.more = more
    this.headers = headers
  }

  toJSON(): object {
    const { status, title, message, hint, more } = this
    return { type: 'about:blank', title, status, detail: message, hint, ...more }
  }
}

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8'

/** What a defect of ours is answered with. */
export const internalError = (): Problem =>
  new Problem(
    500,
    'Internal error',
    'The server failed to answer.',
    'This is a defect of the mock server: please report it with the request.',
  )
