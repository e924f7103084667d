/** Digits with the punctuation of phones between them; white space may part one number, or two. */
const RUN = /\+?\d(?:[\s().\p{Dash}]*\d)*/gu

/** Digits alone; a Russian number that begins with 8 begins with 7. */
export function phoneDigits(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length === 11 && digits[0] === '8' ? `7${digits.slice(1)}` : digits
}

/** The whole numbers that stand in a free text, by digits. */
export function phonesIn(text: string): string[] {
  const numbers = (text.match(RUN) ?? []).flatMap(run => numbersOf(run.split(/\s+/)))
  return [...new Set(numbers.map(phoneDigits))]
}

/** Joins `8 (863)` and `217-17-17`, but not two numbers that only a blank parts. */
function numbersOf(groups: readonly string[]): string[] {
  const numbers: string[] = []
  for (const group of groups) {
    const last = numbers.at(-1)
    if (last !== undefined && belongs(group, last)) numbers[numbers.length - 1] = last + group
    else numbers.push(group)
  }
  return numbers
}

function belongs(group: string, number: string): boolean {
  const longest = /^\+(?!7)/.test(number) ? 15 : 11
  return (number + group).replace(/\D/g, '').length <= longest
}
