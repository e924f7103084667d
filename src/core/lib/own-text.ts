/** A shorter text than this is never kept as a part of another, and a whole that is no longer may well be kept. */
const SHORT = 13
const LONG = 1024

/** The same text in memory of its own: a part that was cut out of a long text keeps all of it in memory. */
export const ownText = (text: string): string =>
  text.length < SHORT ? text : (JSON.parse(JSON.stringify(text)) as string)

/** Gives the parts of a text memory of their own, where the whole is too long to be kept for their sake. */
export const ownPartsOf = (whole: string): ((part: string) => string) => (whole.length > LONG ? ownText : same)

const same = (part: string): string => part
