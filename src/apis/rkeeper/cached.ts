import type { DocumentedCase, Operation, Params } from '../../api.ts'
import { ok } from './envelope.ts'
import type { Types } from './types.ts'

export const CACHED: DocumentedCase = {
  ...{ id: 'cached', status: 200, docs: 'rkeeper.txt: Все Get-запросы в данном разделе являются кэшируемыми' },
  text: '«Время обновления кэша - 1 минута.»',
}

/** «Все Get-запросы в данном разделе являются кэшируемыми. Время обновления кэша - 1 минута.» */
export const cached: Required<Pick<Operation<Types>, 'cache' | 'refresh'>> = {
  cache: ({ query, reading }) => (reading('cache') === 'off' ? null : { seconds: 60, key: keyOf(query) }),
  refresh: (kept, call) => ({ ...ok(call, (kept.body as { data: unknown }).data), case: CACHED.id }),
}

/** The parameters, whatever their order and the case of their names. */
const keyOf = (query: Params): string =>
  Object.entries(query)
    .map(([name, value]) => JSON.stringify([name.toLowerCase(), value]))
    .sort()
    .join()
