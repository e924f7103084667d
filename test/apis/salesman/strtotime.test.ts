import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { strtotime } from '../../../src/apis/salesman/shipped/strtotime/strtotime.ts'

interface Answers {
  zone: string
  now: string
  /** What PHP 8.2.36 makes of each text: the time there and the seconds since the epoch, `beyond` every calendar, null. */
  answers: [text: string, answer: string | null][]
}

const recorded: Answers[] = JSON.parse(readFileSync(new URL('strtotime.recorded.json', import.meta.url), 'utf8'))

function ours(text: string, now: string, zone: string): string | null {
  const seconds = strtotime(text, Date.parse(now), zone)
  if (seconds === undefined) return null
  return Number.isFinite(seconds) ? String(seconds) : 'beyond'
}

test.each(recorded)('reads every text as PHP does in $zone at $now', ({ zone, now, answers }) => {
  const expected = answers.map(([text, answer]) => [text, answer?.split(' ').at(-1) ?? null])
  expect(answers.map(([text]) => [text, ours(text, now, zone)])).toEqual(expected)
})

test('the answers are of dates and of texts that are none', () => {
  const all = recorded.flatMap(({ answers }) => answers)
  expect(all.filter(([, answer]) => answer !== null).length).toBeGreaterThan(300)
  expect(all.filter(([, answer]) => answer === null).length).toBeGreaterThan(70)
})
