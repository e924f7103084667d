const CODES = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2 } as const

export type Colour = keyof typeof CODES

/** Gives a text its colour, or leaves it as it is. */
export type Paint = (text: string, colour: Colour) => string

/** Colour for a terminal; `FORCE_COLOR` and `NO_COLOR` have the last word, in this order. */
export function paintFor(stream: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv = process.env): Paint {
  const { FORCE_COLOR, NO_COLOR, TERM } = env
  const isForced = FORCE_COLOR !== undefined && !/^(0|false)$/.test(FORCE_COLOR)
  const isForbidden = FORCE_COLOR !== undefined || (NO_COLOR ?? '') !== '' || TERM === 'dumb'
  const isColoured = isForced || (!isForbidden && stream.isTTY === true)
  return isColoured ? (text, colour) => `\u001b[${CODES[colour]}m${text}\u001b[0m` : text => text
}
