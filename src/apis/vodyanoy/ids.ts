/** Ids go by length, then as text. */
export const idOrder = (id: string): [number, string] => [id.length, id]

/** Of several that a search finds, the record with the lowest id. */
export function lowest<T extends { readonly id: string }>(records: readonly T[]): T | undefined {
  const [first] = records.toSorted((a, b) => a.id.length - b.id.length || (a.id < b.id ? -1 : 1))
  return first
}
