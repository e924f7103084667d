import { type PhpParams, type PhpValue, phpEntries } from '../../../../src/core/lib/php-array.ts'
import { Drops } from '../../../../src/core/lib/php-dropped.ts'
import type { PhpFile } from '../../../../src/core/lib/php-files.ts'
import { PhpVariables } from '../../../../src/core/lib/php-variables.ts'

/** What PHP's `json_encode` would print of what our reader has read. */
export function jsonAsPhp(params: PhpParams): string {
  const entries = phpEntries(params)
  // Our outermost map is one even where PHP has a list.
  return entries.every(([key], at) => key === String(at)) ? json(entries.map(([, value]) => value)) : json(params)
}

function json(value: PhpValue): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (Array.isArray(value)) return `[${value.map(json).join()}]`
  return `{${phpEntries(value).map(([key, item]) => `${JSON.stringify(key)}:${json(item)}`)}}`
}

/** `$_FILES` of our files, all its values as texts. */
export function filesAsPhp(files: readonly PhpFile[], bytesAs: (bytes: Buffer) => string): string {
  const variables = new PhpVariables(new Drops())
  for (const { name, filename, type, bytes, error } of files) {
    const [, head, keys] = /^([^[]*)(.*)$/s.exec(name)!
    const shown = {
      name: filename,
      type,
      tmp_name: error === 0 ? `bytes:${bytesAs(bytes)}` : '',
      error: String(error),
      size: String(bytes.length),
    }
    for (const [of, value] of Object.entries(shown)) variables.register(`${head}[${of}]${keys}`, value)
  }
  return jsonAsPhp(variables.params())
}
