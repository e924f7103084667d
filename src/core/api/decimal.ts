const DIGITS = '\u0000decimal:'

/** A number that is written with a fixed number of decimals, as `100.00`; needs `encodeDecimals`. */
export const decimal = (value: number, digits = 2): string => DIGITS + value.toFixed(digits)

/** JSON in which every `decimal` is a plain number. */
export const encodeDecimals = (body: unknown): string =>
  JSON.stringify(body).replace(/"\\u0000decimal:(-?[\d.]+)"/g, (_, number: string) =>
    Number(number) === 0 ? number.replace('-', '') : number,
  )
