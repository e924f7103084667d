import { MOST_FAULTS } from '../faults/armed-faults.ts'
import { isObject } from '../lib/is-object.ts'
import type { ScenarioFlaw } from './scenario-flaw.ts'

/** Names of one object of a document; no server has as many APIs, readings or collections. */
const MOST_NAMES = 1000

/** What of a document is too large to be looked at: each of its flaws would be told by itself. */
export function checkSizes(document: unknown): ScenarioFlaw[] {
  if (!isObject(document)) return []
  const { faults, data } = document
  const inData = isObject(data) ? Object.entries(data).slice(0, MOST_NAMES) : []
  const objects: [path: string[], value: unknown][] = [
    [[], document],
    ...Object.entries(document)
      .filter(([name]) => NAMED.includes(name))
      .map(([name, value]): [string[], unknown] => [[name], value]),
    ...inData.map(([api, collections]): [string[], unknown] => [['data', api], collections]),
  ]
  const flaws = objects.flatMap(([path, value]) => {
    const many = isObject(value) ? Object.keys(value).length : 0
    return many > MOST_NAMES ? [{ path, message: `must have at most ${MOST_NAMES} names, not ${many}` }] : []
  })
  if (Array.isArray(faults) && faults.length > MOST_FAULTS)
    flaws.push({ path: ['faults'], message: `must be at most ${MOST_FAULTS}, not ${faults.length}` })
  return flaws
}

const NAMED = ['records', 'profiles', 'readings', 'counters', 'data', 'memory']
