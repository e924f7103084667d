// testkit: proves an API: what every API must do, and stories that were recorded.

export type { Answered, Asked } from './ask.ts'
export { type Check, type ConformanceOptions, conformance } from './conformance.ts'
export type { ConformanceExample } from './example.ts'
export { replay } from './replay.ts'
export type { RecordedAnswer, Story } from './story.ts'
