/** What PHP makes of a request's parameters: texts, lists (keys 0, 1, 2 … in order), and maps without a prototype. */
export type PhpValue = string | PhpValue[] | PhpParams
/** Parameters by name, as PHP reads them. */
export interface PhpParams {
  [name: string]: PhpValue | undefined
}

const MAX_KEY = 2n ** 63n - 1n

/** An array of PHP: keys in the order in which they came, and the key that `[]` takes next. */
export class PhpArray {
  readonly items = new Map<string, string | PhpArray>()
  #isList = true
  #next: bigint | undefined

  set(key: string, value: string | PhpArray): void {
    if (!this.items.has(key)) {
      this.#isList &&= key === String(this.items.size)
      const number = integerKey(key)
      if (number !== undefined && (this.#next === undefined || number >= this.#next))
        this.#next = number < MAX_KEY ? number + 1n : MAX_KEY
    }
    this.items.set(key, value)
  }

  /** The key that `[]` takes; undefined where the last possible one is taken. */
  nextKey(): string | undefined {
    const key = String(this.#next ?? 0n)
    return this.items.has(key) ? undefined : key
  }

  value(): PhpValue {
    if (!this.#isList) return this.map()
    return Array.from(this.items.values(), item => (typeof item === 'string' ? item : item.value()))
  }

  map(): PhpParams {
    const map = Object.create(null) as PhpParams
    let hasInteger = false
    for (const [key, item] of this.items) {
      hasInteger ||= isDigit(key.charCodeAt(0))
      map[key] = typeof item === 'string' ? item : item.value()
    }
    if (hasInteger) rememberOrder(map, [...this.items.keys()])
    return map
  }
}

/** JavaScript puts the keys of an object that are small integers first, by size; PHP's order, where another, is here. */
const ORDERS = new WeakMap<PhpParams, readonly string[]>()

function rememberOrder(map: PhpParams, keys: readonly string[]): void {
  if (Object.keys(map).some((key, at) => key !== keys[at])) ORDERS.set(map, keys)
}

/**
 * Names and values in the order in which PHP's `foreach` meets them: `a[7]=x&a[2]=y` is 7 before 2, which
 * `Object.entries` turns round. A copy of the object does not keep it.
 *
 * @example phpEntries(parsePhpParams('7=x&2=y').params) // [['7', 'x'], ['2', 'y']]
 */
export function phpEntries(params: PhpParams): [name: string, value: PhpValue][] {
  const entries = (ORDERS.get(params) ?? Object.keys(params)).map(key => [key, params[key]])
  return entries.filter(([, value]) => value !== undefined) as [string, PhpValue][]
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57

/** Which keys are integers for PHP: those that an integer of 64 bits is printed as. */
function integerKey(key: string): bigint | undefined {
  if (key.length > 20 || !INTEGER.test(key)) return undefined
  const number = BigInt(key)
  return number <= MAX_KEY && number >= -MAX_KEY - 1n ? number : undefined
}

const INTEGER = /^(?:0|-?[1-9]\d*)$/
