/** A title without letter case and needless spaces. */
export const titleKey = (title: string): string => title.trim().replace(/\s+/g, ' ').toLowerCase()

export const mailKey = (mail: string): string => mail.trim().toLowerCase()

export const phoneDigits = (text: string): string => text.replace(/\D/g, '')

/** The digits of each phone of a list. */
export const phonesIn = (list: string | null): string[] => [
  ...new Set((list ?? '').split(/[,;]/).map(phoneDigits).filter(Boolean)),
]
