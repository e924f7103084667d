/** A run of digits with the punctuation of phones between them. */
const NUMBER = /\+?\d(?:[\s().-]*\d)*/g

/** Digits alone; a Russian number that begins with 8 begins with 7. */
export function phoneDigits(text: string): string {
  const digits = text.replace(/\D/g, '')
  return digits.length === 11 && digits[0] === '8' ? `7${digits.slice(1)}` : digits
}

/** The whole numbers that stand in a free text, by digits. */
export function phonesIn(text: string): string[] {
  const numbers = (text.match(NUMBER) ?? []).flatMap(run => (phoneDigits(run).length > 15 ? run.split(/\s+/) : [run]))
  return [...new Set(numbers.map(phoneDigits))].filter(digits => digits !== '')
}

/** Ids go by length, then as text. */
export const idOrder = (id: string): [number, string] => [id.length, id]
