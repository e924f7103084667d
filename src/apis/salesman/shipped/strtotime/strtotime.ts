import { Cursor } from './cursor.ts'
import { FORMATS } from './formats.ts'
import { Moment, NoDate } from './moment.ts'
import { resolve } from './resolve.ts'
import { Scanner } from './scanner.ts'

let scanner: Scanner | undefined

/**
 * What PHP 8.2's `strtotime` makes of a text.
 *
 * @param now milliseconds since the epoch
 * @param home the zone of texts that name none
 * @returns seconds since the epoch, infinite where no calendar reaches; undefined where the text is not a date
 */
export function strtotime(text: string, now: number, home: string): number | undefined {
  if (text === '') return undefined
  try {
    return resolve(read(bounded(text)), now, home)
  } catch (error) {
    if (error instanceof NoDate) return undefined
    throw error
  }
}

/** Two blanks are as good as more of them to every format; a row of them is looked at again and again. */
const bounded = (text: string): string => trimmed(text).replace(/([ \t]{2})[ \t]+/g, '$1')

function read(text: string): Moment {
  scanner ??= new Scanner(FORMATS.map(({ pattern }) => pattern))
  const moment = new Moment()
  for (let at = 0; at < text.length; ) {
    const token = scanner.token(text, at)
    if (!token) throw new NoDate('an unexpected letter')
    FORMATS[token.rule]!.read(new Cursor(text.slice(at, token.end)), moment)
    at = token.end
  }
  return moment
}

const BLANKS = ' \t\n\v\f\r'

function trimmed(text: string): string {
  let from = 0
  let to = text.length
  while (from < to - 1 && BLANKS.includes(text[from]!)) from++
  while (to > from + 1 && BLANKS.includes(text[to - 1]!)) to--
  return text.slice(from, to)
}
