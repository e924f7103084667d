/** An operation, or that there was none, as journal and faults name it. */
export interface OperationName {
  /** Null where it reached no API. */
  readonly api: string | null
  readonly operation: string | null
}

/** Whether `name`, `client.add` or `salesman client.add`, is this operation. */
export const isOperation = (name: string, { api, operation }: OperationName): boolean =>
  operation !== null && (name === operation || name === `${api} ${operation}`)
