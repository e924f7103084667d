import type { Call } from '../../api.ts'
import type { Types } from './types.ts'

export const PAGE = 'webcanape.txt'

/** Notes a parameter of the query that breaks the page's tables and is served all the same. */
export function violate(call: Pick<Call<Types>, 'violate'>, name: string, value: unknown): void {
  call.violate({ rule: name, at: `query.${name}`, value, docs: `${PAGE}: Допустимые параметры` })
}
