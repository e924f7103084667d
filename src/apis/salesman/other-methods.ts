import type { RefusedCall } from '../../api.ts'
import type { Types } from './types.ts'

/** The vendor's methods that are documented beside `client`: https://salesman.pro/api3 */
const METHODS = new Set(['person', 'deal', 'task', 'lead', 'document'])

/** Tells that a request is for a method of the vendor's that is not here, or for none that is known. */
export function noteOtherMethod({
  method,
  path,
  violate,
}: Pick<RefusedCall<Types>, 'method' | 'path' | 'violate'>): void {
  const [, name = ''] = path.split('/')
  const isVendors = METHODS.has(name)
  violate({
    rule: isVendors ? 'not-mocked' : 'unknown-operation',
    at: `path ${path}`,
    value: `${method} ${path}`,
    docs: isVendors
      ? `salesman.pro/api3/${name}: Метод “${name}”. The vendor has it; here is only the method “client”.`
      : 'salesman.txt: Метод “client”. No other method is here.',
  })
}

/** Whether a path is for a documented method of the vendor's other than `client`. */
export const isOtherMethod = (path: string): boolean => METHODS.has(path.split('/')[1] ?? '')
