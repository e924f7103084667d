/** A title without letter case and needless spaces. */
export const titleKey = (title: string): string => title.trim().replace(NEEDLESS, ' ').toLowerCase()

/** A single blank stays as it is: a long title has very many. */
const NEEDLESS = /\s{2,}|[^\S ]/g

export const mailKey = (mail: string): string => mail.trim().toLowerCase()

export const phoneDigits = (text: string): string => text.replace(/\D+/g, '')

/** The digits of each phone of a list. */
export function phonesIn(list: string | null): string[] {
  const digits = (list ?? '').replace(/[^\d,;]+/g, '')
  return [...new Set(digits.split(/[,;]+/))].filter(Boolean)
}
