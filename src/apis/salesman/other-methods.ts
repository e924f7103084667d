import type { Violation } from '../../api.ts'

/** The vendor's methods that are documented beside `client`: https://salesman.pro/api3 */
const METHODS = new Set(['person', 'deal', 'task', 'lead', 'document'])

/** Tells a request for a method of the vendor's that is not here from one for none that is known. */
export function unanswered(path: string): Pick<Violation, 'rule' | 'docs'> {
  const name = path.split('/')[1] ?? ''
  if (METHODS.has(name))
    return {
      rule: 'not-mocked',
      docs: `salesman.pro/api3/${name}: Метод “${name}”. The vendor has it; here is only the method “client”.`,
    }
  const rule = 'unknown-operation'
  const here = name === 'client' ? 'It has no such request' : 'No other method is here'
  return { rule, docs: `salesman.txt: Метод “client”. ${here}.` }
}
