import type { LoggedExchange } from './logged-exchange.ts'

/** Whether an entry is of a request that no operation answered. */
export const isUnmatched = ({
  operation,
  direction,
  timer,
}: Pick<LoggedExchange, 'operation' | 'direction'> & { readonly timer?: unknown }): boolean =>
  operation === null && direction === 'in' && !timer
