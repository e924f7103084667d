/** A word, number or sign of an SQL expression. */
export type SqlToken =
  | { readonly kind: 'name' | 'text'; readonly text: string }
  | { readonly kind: 'number'; readonly text: string }
  | { readonly kind: 'sign'; readonly text: string }

/** The text is not SQL that the vendor's database would take. */
export class SqlError extends Error {
  override readonly name = 'SqlError'
}

const SPACE = /[ \t\r\n]+/y
const NUMBER = /(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?(?![a-z_$])/iy
const NAME = /[\p{L}_$][\p{L}\p{N}_$]*/uy
const SIGN = /<=>|<=|>=|<>|!=|\|\||&&|[-+*/%(),.=<>!]/y

/** More than anybody orders by. */
const MOST_TOKENS = 10_000

/** Takes an expression apart. */
export function tokensOf(source: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (let at = 0; at < source.length; ) {
    if (tokens.length >= MOST_TOKENS) throw new SqlError(`it has more than ${MOST_TOKENS} words and signs`)
    const blank = match(SPACE, source, at)
    if (blank) {
      at += blank.length
      continue
    }
    const sign = source[at]!
    if (sign === '`' || sign === '"' || sign === "'") {
      const { text, end } = quotedText(source, at)
      tokens.push({ kind: sign === '`' ? 'name' : 'text', text })
      at = end
      continue
    }
    const token = plainToken(source, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

function plainToken(source: string, at: number): SqlToken {
  const number = match(NUMBER, source, at)
  if (number) return { kind: 'number', text: number }
  const name = match(NAME, source, at)
  if (name) return { kind: 'name', text: name }
  const sign = source.startsWith('--', at) || source.startsWith('/*', at) ? undefined : match(SIGN, source, at)
  if (sign) return { kind: 'sign', text: sign }
  throw new SqlError(`${JSON.stringify(source.slice(at, at + 20))} is not part of an expression`)
}

function match(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

/** What stands between quotes: twice the quote is one, a backslash takes the next letter as it is. */
function quotedText(source: string, at: number): { text: string; end: number } {
  const quote = source[at]!
  let text = ''
  for (let place = at + 1; place < source.length; place++) {
    const sign = source[place]!
    if (sign === quote) {
      if (source[place + 1] !== quote) return { text, end: place + 1 }
      place++
      text += quote
    } else if (sign === '\\' && quote !== '`') text += source[++place] ?? ''
    else text += sign
  }
  throw new SqlError(`a quote is not closed`)
}
