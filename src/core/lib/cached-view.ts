/** Views that one kind has at most: then it begins anew. */
const MOST_KEPT = 10_000
/** Letters of the JSON of a view that is kept. */
const LONGEST_KEPT = 4096

/** The JSON of views, from when it was first asked for. */
const texts = new WeakMap<object, string | undefined>()

/**
 * Has a view of a record made once, and written as JSON once. A record never changes in place, so both stay true; an
 * updated record is another object.
 *
 * @param make gives the view, which must depend on the record and on `under` alone; it is frozen
 * @returns the same, made when first asked for; `under` is compared by identity
 * @example
 * const tupleOf = cachedView((client: Readonly<Client>, zone: string) => ({ id: client.id, made: formatStamp(client.made, zone) }))
 */
export function cachedView<R extends object, U, V extends object>(
  make: (record: R, under: U) => V,
): (record: R, under: U) => Readonly<V> {
  let made = new WeakMap<R, { readonly under: U; readonly view: Readonly<V> }>()
  let count = 0
  return (record, under) => {
    const kept = made.get(record)
    if (kept && kept.under === under) return kept.view
    if (++count > MOST_KEPT) {
      made = new WeakMap()
      count = 1
    }
    const view = Object.freeze(make(record, under))
    made.set(record, { under, view })
    texts.set(view, undefined)
    return view
  }
}

/** As `JSON.stringify` does; cached views, in lists and envelopes, are not written again. */
export const writeJson = (value: unknown): string | undefined => joinKnown(value) ?? JSON.stringify(value)

/** Objects and lists around views. */
const DEEPEST = 3

/** The JSON of a value that begins with a cached view; undefined of any other. */
function joinKnown(value: unknown, depth = 0): string | undefined {
  if (value === null || typeof value !== 'object' || depth > DEEPEST) return undefined
  if (texts.has(value)) return textOf(value)
  if (Array.isArray(value)) {
    const first = joinKnown(value[0], depth + 1)
    if (first === undefined) return undefined
    let text = `[${first}`
    for (let at = 1; at < value.length; at++) text += `,${writeJson(value[at]) ?? 'null'}`
    return `${text}]`
  }
  const name = onlyNameOf(value)
  const inner = name === undefined ? undefined : joinKnown((value as Record<string, unknown>)[name], depth + 1)
  return inner === undefined ? undefined : `{${JSON.stringify(name)}:${inner}}`
}

function textOf(view: object): string | undefined {
  const kept = texts.get(view)
  if (kept !== undefined) return kept
  const text = JSON.stringify(view) as string | undefined
  if (text !== undefined && text.length <= LONGEST_KEPT) texts.set(view, text)
  return text
}

/** The name of an envelope's one part. */
function onlyNameOf(value: object): string | undefined {
  if (Object.getPrototypeOf(value) !== Object.prototype) return undefined
  let only: string | undefined
  for (const name in value) {
    if (only !== undefined) return undefined
    only = name
  }
  return only
}
