import { OwnFault } from './own-fault.ts'

/**
 * An address below a base address, its `:name`s filled in.
 *
 * @throws {OwnFault} where a value is missing
 */
export function linkTo(baseUrl: string, path: string, values: object = {}): string {
  const filled = path.replace(/:([A-Za-z_]\w*)/g, (_, name: string) => {
    const value = (values as Record<string, unknown>)[name]
    if (value === undefined || value === null || value === '')
      throw new OwnFault(`link(${JSON.stringify(path)}) has no value for :${name}`)
    return encodeURIComponent(String(value))
  })
  return baseUrl + filled
}
