import type { Collection } from '../../../api.ts'
import { addEntry, guideOf } from '../guides.ts'
import type { Guide } from '../records.ts'
import type { Call } from '../types.ts'
import { collated } from './collation.ts'
import { kept, literal } from './database.ts'
import { isNumeric, isTrue, textOf, wholeOf } from './php.ts'
import { untag } from './text.ts'

const titled = (guide: Collection<Guide>, title: string): number | undefined =>
  guide.inOrder('collated', collated(title))[0]?.id

/** The id of the entry with a title; none is 0. */
export const entryId = (call: Call, field: 'idcategory' | 'territory', title: string): number =>
  isTrue(title) ? (titled(guideOf(call, field), title) ?? 0) : 0

const made = (guide: Collection<Guide>, title: string): number => addEntry(guide, kept(title, 'title')).id

/** The id of the source with a title, which is made where there is none. */
export function sourceId(call: Call, title: string): number {
  if (!isTrue(title)) return 0
  const guide = guideOf(call, 'clientpath')
  return titled(guide, literal(title, 'clientpath')) ?? made(guide, title)
}

/** What each guide field becomes: a number is an id, whether there is one or not; a title is looked for, or made. */
export const GUIDE_VALUES = {
  idcategory: (call: Call, value: unknown): number => {
    if (isNumeric(value)) return wholeOf(value)
    const title = textOf(value, 'idcategory')
    if (title === '') return 0
    const guide = guideOf(call, 'idcategory')
    return titled(guide, literal(title, 'idcategory')) ?? made(guide, title)
  },
  territory: (call: Call, value: unknown): number => {
    if (isNumeric(value)) return wholeOf(value)
    const title = untag(value, 'territory')
    if (title === '') return 0
    const guide = guideOf(call, 'territory')
    return titled(guide, title) ?? made(guide, title)
  },
  clientpath: (call: Call, value: unknown): number =>
    isNumeric(value) ? wholeOf(value) : sourceId(call, textOf(value, 'clientpath')),
}

/** Makes a relation where the guide has none of that title. */
export function relationFor({ store }: Call, title: string): string {
  if (title !== '' && titled(store.relations, title) === undefined) made(store.relations, title)
  return title
}
