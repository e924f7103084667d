import type { Client } from '../records.ts'

type Row = Readonly<Client>

/**
 * Puts the rows of a page that are equal in the order of the table, as MariaDB gives them: an index that is read
 * backwards gives them the other way round.
 *
 * @param page rows as the index has them, the last first
 * @param group every row of a list with one value, in the order of the table
 */
export function inTableOrder(
  page: readonly Row[],
  field: 'date_create' | 'date_edit',
  group: (value: string | null) => readonly Row[],
): Row[] {
  const rows: Row[] = []
  for (let from = 0; from < page.length; ) {
    const value = page[from]![field]
    let to = from + 1
    while (to < page.length && page[to]![field] === value) to++
    const isCut = from === 0 || to === page.length
    rows.push(...(isCut ? partOf(group(value), page[from]!, to - from) : page.slice(from, to).reverse()))
    from = to
  }
  return rows
}

/** What of a group the page shows, where it begins with this one of the group read backwards. */
function partOf(group: readonly Row[], first: Row, count: number): readonly Row[] {
  const before = group.length - 1 - group.indexOf(first)
  return group.slice(before, before + count)
}
