/**
 * One step of a sandbox's random stream (mulberry32).
 *
 * @param state an unsigned 32-bit integer
 * @returns the next state, and 32 random bits
 */
export function nextRandom(state: number): { state: number; bits: number } {
  const next = (state + 0x6d2b79f5) >>> 0
  let t = next
  t = Math.imul(t ^ (t >>> 15), t | 1)
  t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
  return { state: next, bits: (t ^ (t >>> 14)) >>> 0 }
}

/** A sandbox's random stream, as an operation sees it. */
export interface Random {
  /** A number from 0 (included) to 1 (excluded). */
  number(): number
  /** `length` lower-case hexadecimal digits. */
  hex(length: number): string
  /** A version 4 UUID. */
  uuid(): string
}

/** A stream beside the sandbox's own, which it leaves where it is. */
export function sideRandom(seed: number): Random {
  let at = seed >>> 0
  return randomOf(() => {
    const { state, bits } = nextRandom(at)
    at = state
    return bits
  })
}

export function randomOf(bits: () => number): Random {
  const hex = (length: number): string => {
    let digits = ''
    while (digits.length < length) digits += bits().toString(16).padStart(8, '0')
    return digits.slice(0, length)
  }
  return {
    number: () => bits() / 2 ** 32,
    hex,
    uuid: () => {
      const digits = hex(32)
      const variant = '89ab'[Number.parseInt(digits[16]!, 16) & 3]
      return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-4${digits.slice(13, 16)}-${variant}${digits.slice(17, 20)}-${digits.slice(20)}`
    },
  }
}
