const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const FULL_MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october'],
  ...['november', 'december'],
]
const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x', 'xi', 'xii']

const months = new Map([...[MONTHS, FULL_MONTHS, ROMAN].flatMap(names => names.map(numbered)), ['sept', 9]])

function numbered(name: string, i: number): [string, number] {
  return [name, i + 1]
}

/** 1 to 12; 0 where the word is not a month. */
export const monthNamed = (word: string): number => months.get(word) ?? 0

const ORDINALS = [
  ...['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth', 'tenth', 'eleventh'],
  'twelfth',
]

const amounts = new Map<string, number>([
  ...ORDINALS.map(numbered),
  ...([
    ['eight', 8],
    ['next', 1],
    ['this', 0],
    ['last', -1],
    ['previous', -1],
  ] as const),
])

/** How many `first`, `next`, `last` stand for; 0 for every other word. */
export const amountNamed = (word: string): number => amounts.get(word) ?? 0

export type Unit =
  | { readonly kind: 'microsecond' | 'second' | 'minute' | 'hour' | 'day' | 'month' | 'year'; readonly times: number }
  /** 0 is Sunday. */
  | { readonly kind: 'weekday'; readonly day: number }
  | { readonly kind: 'working day' }

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

const units = new Map<string, Unit>()
const add = (names: readonly string[], unit: Unit): void => {
  for (const name of names) units.set(name, unit)
}
const withPlurals = (...names: string[]): string[] => names.flatMap(name => [name, `${name}s`])
add(['ms', ...withPlurals('msec', 'millisecond')], { kind: 'microsecond', times: 1000 })
add(['µs', ...withPlurals('usec', 'microsecond', 'µsec')], { kind: 'microsecond', times: 1 })
add(withPlurals('sec', 'second'), { kind: 'second', times: 1 })
add(withPlurals('min', 'minute'), { kind: 'minute', times: 1 })
add(withPlurals('hour'), { kind: 'hour', times: 1 })
add(withPlurals('day'), { kind: 'day', times: 1 })
add(withPlurals('week'), { kind: 'day', times: 7 })
add(withPlurals('fortnight', 'forthnight'), { kind: 'day', times: 14 })
add(withPlurals('month'), { kind: 'month', times: 1 })
add(withPlurals('year'), { kind: 'year', times: 1 })
for (const [day, name] of WEEKDAYS.entries()) add([name.slice(0, 3), name, `${name}s`], { kind: 'weekday', day })
add(withPlurals('weekday'), { kind: 'working day' })

export const unitNamed = (word: string): Unit | undefined => units.get(word.toLowerCase())
