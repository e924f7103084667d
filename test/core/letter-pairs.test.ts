import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LetterPairs, type Lines } from '../../src/core/store/letter-pairs.ts'

function linesOf(texts: readonly string[]): Lines {
  const ends: number[] = []
  let text = ''
  for (const line of texts) {
    text += line
    ends.push(text.length)
    text += '\n'
  }
  return { text, ends }
}

const line = fc.string({ unit: fc.constantFrom('а', 'б', 'в', ' ', '\n', '\0', '😀'), maxLength: 8 })

test('gives the lines that have a pair of letters in them, in order', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      line.filter(part => part.length === 2),
      (texts, pair) => {
        const withPair = texts.flatMap((text, at) => (text.includes(pair) ? [at] : []))
        expect([...LetterPairs.of(linesOf(texts))!.with(pair)]).toEqual(withPair)
      },
    ),
  )
})

test('of a longer part gives every line that has it, by its rarest pair', () => {
  const pairs = LetterPairs.of(linesOf(['обрыв', 'абажур', 'абвер', 'баба', 'вера']))!
  expect([...pairs.with('абв')]).toEqual([2])
  expect([...pairs.with('абж')]).toEqual([])
  expect([...pairs.with('аба')]).toEqual([1, 3])
})

test('a pair does not reach over the end of a line', () => {
  const pairs = LetterPairs.of(linesOf(['ка', 'ток']))!
  expect([...pairs.with('ат')]).toEqual([])
  expect([...pairs.with('а\n')]).toEqual([])
})

test('is not to be had of lines with too many letters, or of too many lines; the next one is right', () => {
  const letters = String.fromCharCode(...Array.from({ length: 127 }, (_, at) => 0x4e00 + at))
  expect(LetterPairs.of(linesOf([letters]))).toBeNull()
  expect(LetterPairs.of({ text: letters, ends: [letters.length] })).not.toBeNull()
  expect(LetterPairs.of(linesOf(Array.from({ length: 65_536 }, () => 'аб')))).toBeNull()
  expect([...LetterPairs.of(linesOf(['вг', letters.slice(3, 9)]))!.with(letters.slice(4, 6))]).toEqual([1])
})
