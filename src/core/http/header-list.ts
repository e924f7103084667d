/** Headers as Node writes them: names and values by turns. */
export type HeaderList = readonly string[]

/**
 * Adds a header, in the place of one of the same name.
 *
 * @param until how much of the list may hold that name: what lies beyond is not looked at
 */
export function put(headers: string[], name: string, value: string, until: number): void {
  for (let at = 0; at < until; at += 2) {
    if (isSame(headers[at]!, name)) {
      headers[at] = name
      headers[at + 1] = value
      return
    }
  }
  headers.push(name, value)
}

const isSame = (one: string, other: string): boolean =>
  one === other || (one.length === other.length && one.toLowerCase() === other.toLowerCase())

/** The same by name. */
export function asObject(headers: HeaderList): Record<string, string> {
  const object: Record<string, string> = {}
  for (let at = 0; at < headers.length; at += 2) object[headers[at]!] = headers[at + 1]!
  return object
}
