import type { Argument, Evaluate, Sorting, Vocabulary } from './expression.ts'
import * as make from './operators.ts'
import { SqlError, type SqlToken, tokensOf } from './tokens.ts'

/** How deep an expression may be nested, and how many parts it may have. */
const DEEPEST = 100
const LONGEST = 2000

/**
 * Reads what stands behind ORDER BY.
 *
 * @throws {SqlError} where the database would refuse it, or where it says more than is known here
 */
export function parseOrder(source: string, vocabulary: Vocabulary): Sorting[] {
  const tokens = tokensOf(source)
  if (tokens.length > LONGEST) throw new SqlError(`it has more than ${LONGEST} parts`)
  const parser = new Parser(tokens, vocabulary)
  const sortings: Sorting[] = []
  do sortings.push(parser.sorting())
  while (parser.takes(','))
  parser.end()
  return sortings
}

const KEYWORDS = new Set([
  ...['AND', 'OR', 'XOR', 'NOT', 'IS', 'NULL', 'LIKE', 'IN', 'BETWEEN', 'CASE', 'WHEN', 'THEN', 'ELSE', 'END'],
  ...['ASC', 'DESC', 'DIV', 'MOD', 'TRUE', 'FALSE', 'BINARY', 'SELECT', 'FROM', 'WHERE'],
])

const isWord = (token: SqlToken | undefined, word: string): boolean =>
  token?.kind === 'name' && token.text.toUpperCase() === word

class Parser {
  readonly #tokens: readonly SqlToken[]
  readonly #known: Vocabulary
  #at = 0
  #depth = 0
  /** Whether nothing that was read since looks at the row. */
  #isConstant = true

  constructor(tokens: readonly SqlToken[], known: Vocabulary) {
    this.#tokens = tokens
    this.#known = known
  }

  sorting(): Sorting {
    const first = this.#tokens[this.#at]
    const next = this.#at + 1
    const evaluate = this.#expression()
    const isWhole = this.#at === next && first?.kind === 'number' && /^\d+$/.test(first.text)
    const descending = this.#word('DESC')
    if (!descending) this.#word('ASC')
    return { position: isWhole ? Number(first.text) : undefined, evaluate, descending }
  }

  /** Passes over a sign, where it is next. */
  takes(sign: string): boolean {
    const token = this.#tokens[this.#at]
    const isNext = token?.kind === 'sign' && token.text === sign
    if (isNext) this.#at++
    return isNext
  }

  end(): void {
    const token = this.#tokens[this.#at]
    if (token) throw new SqlError(`${token.text} is not expected there`)
  }

  #word(word: string): boolean {
    const isNext = isWord(this.#tokens[this.#at], word)
    if (isNext) this.#at++
    return isNext
  }

  #expect(isThere: boolean, what: string): void {
    if (!isThere) throw new SqlError(`${what} is missing`)
  }

  #expression(): Evaluate {
    if (++this.#depth > DEEPEST) throw new SqlError('the expression is nested too deep')
    let left = this.#conjunction()
    for (;;) {
      if (this.#word('XOR')) left = make.joinedBy('XOR', left, this.#conjunction())
      else if (this.#word('OR') || this.takes('||')) left = make.joinedBy('OR', left, this.#conjunction())
      else break
    }
    this.#depth--
    return left
  }

  #conjunction(): Evaluate {
    let left = this.#negation()
    while (this.#word('AND') || this.takes('&&')) left = make.joinedBy('AND', left, this.#negation())
    return left
  }

  #negation(): Evaluate {
    let times = 0
    while (this.#word('NOT')) times++
    const of = this.#comparison()
    return times === 0 ? of : make.negated(of, times % 2 === 1)
  }

  #comparison(): Evaluate {
    let left = this.#sum()
    for (let next = this.#compared(left); next; next = this.#compared(left)) left = next
    return left
  }

  #compared(left: Evaluate): Evaluate | undefined {
    const { compare } = this.#known
    const sign = Object.keys(make.COMPARISONS).find(known => this.takes(known))
    if (sign) return make.compared(sign, left, this.#sum(), compare)
    if (this.takes('<=>')) return make.same(left, this.#sum(), compare)
    if (this.#word('IS')) {
      const isNegated = this.#word('NOT')
      this.#expect(this.#word('NULL'), 'NULL')
      return isNegated ? make.negated(make.unknownOperand(left)) : make.unknownOperand(left)
    }
    const isNegated = this.#word('NOT')
    const holds = this.#membership(left)
    this.#expect(!isNegated || holds !== undefined, 'LIKE, IN or BETWEEN')
    return holds && isNegated ? make.negated(holds) : holds
  }

  #membership(left: Evaluate): Evaluate | undefined {
    const { compare, isLike } = this.#known
    if (this.#word('LIKE')) return make.like(left, this.#sum(), isLike)
    if (this.#word('BETWEEN')) {
      const least = this.#sum()
      this.#expect(this.#word('AND'), 'AND')
      return make.between(left, least, this.#sum(), compare)
    }
    if (!this.#word('IN')) return undefined
    this.#expect(this.takes('('), '(')
    const options = this.#list().map(({ evaluate }) => evaluate)
    return make.among(left, options, compare)
  }

  #sum(): Evaluate {
    return this.#operations(['+', '-'], () => this.#operations(['*', '/', '%', 'MOD', 'DIV'], () => this.#unary()))
  }

  #operations(signs: readonly string[], operand: () => Evaluate): Evaluate {
    let left = operand()
    for (;;) {
      const sign = signs.find(known => this.takes(known) || this.#word(known))
      if (!sign) return left
      left = make.calculated(sign, left, operand())
    }
  }

  #unary(): Evaluate {
    if (++this.#depth > DEEPEST) throw new SqlError('too many signs')
    const value = this.takes('-')
      ? make.opposite(this.#unary())
      : this.takes('!')
        ? make.negated(this.#unary())
        : this.takes('+') || this.#word('BINARY')
          ? this.#unary()
          : this.#primary()
    this.#depth--
    return value
  }

  #primary(): Evaluate {
    if (this.takes('(')) {
      const inner = this.#expression()
      this.#expect(this.takes(')'), ')')
      return inner
    }
    const token = this.#tokens[this.#at++]
    if (!token) throw new SqlError('it ends too soon')
    if (token.kind === 'text') return () => token.text
    if (token.kind === 'name') return this.#named(token.text)
    if (token.kind === 'sign') throw new SqlError(`${token.text} is not expected there`)
    const number = Number(token.text)
    return () => number
  }

  #named(name: string): Evaluate {
    if (this.takes('(')) return this.#call(name)
    const word = name.toUpperCase()
    if (word === 'CASE') return this.#case()
    if (word === 'NULL') return () => null
    if (word === 'TRUE' || word === 'FALSE') return () => Number(word === 'TRUE')
    return this.#column(name)
  }

  /** `title`, or `app_clientcat.title` */
  #column(name: string): Evaluate {
    const other = this.takes('.') ? (this.#tokens[this.#at++]?.text ?? '') : undefined
    const isOurs = other === undefined || name === this.#known.table
    const column = other ?? name
    const known = isOurs && !KEYWORDS.has(column.toUpperCase()) ? this.#known.column(column) : undefined
    if (known === undefined)
      throw new SqlError(`the table has no column ${other === undefined ? name : `${name}.${other}`}`)
    this.#isConstant = false
    return row => row(known)
  }

  #call(name: string): Evaluate {
    const evaluate = this.#known.call(name.toUpperCase(), this.#list())
    if (!evaluate) throw new SqlError(`${name} is not a function that is known here with so many arguments`)
    return evaluate
  }

  /** What stands between parentheses, the second one too. */
  #list(): Argument[] {
    const list: Argument[] = []
    if (this.takes(')')) return list
    const wasConstant = this.#isConstant
    do {
      this.#isConstant = true
      const evaluate = this.#expression()
      list.push({ evaluate, isConstant: this.#isConstant })
    } while (this.takes(','))
    this.#isConstant = wasConstant && list.every(({ isConstant }) => isConstant)
    this.#expect(this.takes(')'), ')')
    return list
  }

  #case(): Evaluate {
    const of = isWord(this.#tokens[this.#at], 'WHEN') ? undefined : this.#expression()
    const branches: make.Branch[] = []
    while (this.#word('WHEN')) {
      const when = this.#expression()
      this.#expect(this.#word('THEN'), 'THEN')
      branches.push({ when, result: this.#expression() })
    }
    this.#expect(branches.length > 0, 'WHEN')
    const otherwise = this.#word('ELSE') ? this.#expression() : () => null
    this.#expect(this.#word('END'), 'END')
    return make.firstChosen(of, branches, otherwise, this.#known.compare)
  }
}
