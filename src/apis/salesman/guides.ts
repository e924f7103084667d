import type { Collection } from '../../api.ts'
import { titleKey } from './keys.ts'
import type { Guide, Records } from './records.ts'
import type { Call } from './types.ts'

type GuideName = 'categories' | 'territories' | 'clientpaths'

/** The guide of each field that holds an entry's id. */
const GUIDES = {
  idcategory: 'categories',
  territory: 'territories',
  clientpath: 'clientpaths',
} as const satisfies Record<string, GuideName>

export type GuideField = keyof typeof GUIDES

export const isGuideField = (name: string): name is GuideField => name in GUIDES

export const guideOf = ({ store }: Pick<Call, 'store'>, field: GuideField): Collection<Guide> => store[GUIDES[field]]

/** The entry with a title. */
export const entryTitled = (guide: Collection<Guide>, title: string): Readonly<Guide> | undefined =>
  guide.first('titleKey', titleKey(title))

/** «В случае отсутствия переданных значений в справочниках будут созданы новые записи» */
export function entryFor(guide: Collection<Guide>, title: string): Readonly<Guide> {
  return entryTitled(guide, title) ?? addEntry(guide, title.trim())
}

/**
 * Adds an entry after the largest id. Gaps stay: a client's source may be an id that names nothing, and an entry that
 * took it would give old clients a source.
 */
export function addEntry(guide: Collection<Guide>, title: string): Readonly<Guide> {
  const largest = guide.list({ order: 'id', descending: true, limit: 1 }).rows[0]?.id ?? 0
  return guide.insert({ id: Math.max(largest, 0) + 1, title })
}

/** What a field shows of a guide: its entry's title. */
export const titleOf = (guide: Collection<Guide>, id: Records['categories']['id']): string => guide.get(id)?.title ?? ''
