import { ownText } from './own-text.ts'

/**
 * A text as far as it is shown, and “…” where there is more. No letter is cut in two: half of one is not text to others.
 *
 * @param longest letters shown at most
 * @example shorten('Ромашка', 3) // 'Ром…'
 */
export const shorten = (text: string, longest: number): string =>
  text.length > longest ? ownText(`${text.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…`) : text
