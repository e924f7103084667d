/** A regular expression as a tree. Lower-case letters outside brackets mean either case; no lookaround, no laziness. */
export type Pattern =
  | { readonly kind: 'sign'; readonly codes: ReadonlySet<number> }
  | { readonly kind: 'sequence' | 'choice'; readonly parts: readonly Pattern[] }
  | { readonly kind: 'repeat'; readonly part: Pattern; readonly least: number; readonly most: number }

/** Reads a pattern: letters, `[a-z]`, `(a|b)`, `?`, `*`, `+`, `{2}`, `{1,4}`; a backslash before what is meant literally. */
export function parsePattern(source: string): Pattern {
  const reader = { source, at: 0 }
  const pattern = choice(reader)
  if (reader.at < source.length) throw new SyntaxError(`Cannot read pattern ${source} at ${reader.at}`)
  return pattern
}

interface Reader {
  readonly source: string
  at: number
}

function choice(reader: Reader): Pattern {
  const parts = [sequence(reader)]
  while (reader.source[reader.at] === '|') {
    reader.at++
    parts.push(sequence(reader))
  }
  return parts.length === 1 ? parts[0]! : { kind: 'choice', parts }
}

function sequence(reader: Reader): Pattern {
  const parts: Pattern[] = []
  for (let sign = reader.source[reader.at]; sign !== undefined && sign !== '|' && sign !== ')'; ) {
    parts.push(repeated(reader, part(reader)))
    sign = reader.source[reader.at]
  }
  return { kind: 'sequence', parts }
}

function part(reader: Reader): Pattern {
  const sign = reader.source[reader.at++]!
  if (sign === '(') {
    const inner = choice(reader)
    reader.at++
    return inner
  }
  if (sign === '[') return bracket(reader)
  if (sign === '\\') return { kind: 'sign', codes: new Set([reader.source.charCodeAt(reader.at++)]) }
  const codes = [sign, /[a-z]/.test(sign) ? sign.toUpperCase() : sign].map(letter => letter.charCodeAt(0))
  return { kind: 'sign', codes: new Set(codes) }
}

function bracket(reader: Reader): Pattern {
  const codes = new Set<number>()
  const { source } = reader
  while (source[reader.at] !== ']') {
    const from = source.charCodeAt(reader.at++)
    const isRange = source[reader.at] === '-' && source[reader.at + 1] !== ']'
    const to = isRange ? source.charCodeAt(reader.at + 1) : from
    if (isRange) reader.at += 2
    for (let code = from; code <= to; code++) codes.add(code)
  }
  reader.at++
  return { kind: 'sign', codes }
}

const TIMES: Readonly<Record<string, readonly [number, number]>> = {
  '?': [0, 1],
  '*': [0, Number.POSITIVE_INFINITY],
  '+': [1, Number.POSITIVE_INFINITY],
}

function repeated(reader: Reader, part: Pattern): Pattern {
  const sign = reader.source[reader.at] ?? ''
  const times = TIMES[sign]
  if (times) {
    reader.at++
    return { kind: 'repeat', part, least: times[0], most: times[1] }
  }
  if (sign !== '{') return part
  const end = reader.source.indexOf('}', reader.at)
  const [least, most = least] = reader.source
    .slice(reader.at + 1, end)
    .split(',')
    .map(Number)
  reader.at = end + 1
  return { kind: 'repeat', part, least: least!, most: most! }
}
