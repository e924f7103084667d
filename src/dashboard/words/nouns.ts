/** What the page counts: one, and several. */
export const NOUNS = {
  request: ['request', 'requests'],
  change: ['change', 'changes'],
  record: ['record', 'records'],
  hit: ['hit', 'hits'],
  answer: ['answer', 'answers'],
} as const

export type Noun = keyof typeof NOUNS
