/** Headers by lower-case name, as a request has them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>

/** The value of a header, named in any case; several of one name with commas between. */
export function headerOf(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name.toLowerCase()]
  return typeof value === 'object' ? value.join(', ') : value
}

/** Whether a request has all these headers, names in any case. */
export const hasHeaders = (wanted: Readonly<Record<string, string | number>>, headers: RequestHeaders): boolean =>
  Object.entries(wanted).every(([name, value]) => headerOf(headers, name) === String(value))
