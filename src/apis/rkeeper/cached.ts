import type { Operation, Params } from '../../api.ts'
import { ok } from './envelope.ts'
import type { Types } from './types.ts'

/** «Все Get-запросы в данном разделе являются кэшируемыми. Время обновления кэша - 1 минута.» */
export const cached: Required<Pick<Operation<Types>, 'cache' | 'refresh'>> = {
  cache: ({ query, reading }) => (reading('cache') === 'off' ? null : { seconds: 60, key: keyOf(query) }),
  refresh: (kept, call) => ok(call, (kept.body as { data: unknown }).data),
}

/** The parameters, whatever their order and the case of their names. */
const keyOf = (query: Params): string =>
  Object.entries(query)
    .map(([name, value]) => JSON.stringify([name.toLowerCase(), value]))
    .sort()
    .join()
