import { expect, test } from 'vitest'
import { charsetOf, declaredCharset, decodeForm } from '../../../src/core/lib/charset.ts'

test.each([
  [undefined, 'utf-8'],
  ['', 'utf-8'],
  ['application/json', 'utf-8'],
  ['application/json; charset=utf-8', 'utf-8'],
  ['application/json;charset=UTF-8', 'utf-8'],
  ["application/json; charset='utf-8'", 'utf-8'],
  ['application/json; charset="utf-8"', 'utf-8'],
  ['application/json; charset=UTF8', 'utf-8'],
  ["application/json; charset='Utf8'", 'utf-8'],
  ['application/json; charset=utf_8', 'utf-8'],
  ['application/json; charset = utf-8', 'utf-8'],
  ['application/json; charset=utf-8; version=1', 'utf-8'],
  ['application/json; version=1; CHARSET=utf-8', 'utf-8'],
  ['application/json; charset=', 'utf-8'],
  ['text/plain; charset=US-ASCII', 'utf-8'],
  ['text/plain; charset=windows-1251', 'windows-1251'],
  ['text/plain; charset="Windows-1251"', 'windows-1251'],
  ["text/plain; charset='cp1251'", 'windows-1251'],
  ['text/plain; charset=CP-1251', 'windows-1251'],
  ['text/plain; charset=koi8-r', undefined],
  ['text/plain; charset=iso-8859-1', undefined],
  ['text/plain; charset=utf-16', undefined],
  ['text/plain; charset=xcp1251x', undefined],
  ['text/plain; notcharset=koi8-r', 'utf-8'],
])('%s is %s', (contentType, charset) => {
  expect(charsetOf(contentType)).toBe(charset)
})

test('a charset that we do not have is told as it was spelled', () => {
  expect(declaredCharset("text/plain; charset='KOI8-R'")).toBe('KOI8-R')
})

test.each([
  ['%D0%98%D0%B2%D0%B0%D0%BD', 'utf-8', 'Иван'],
  ['%C8%E2%E0%ED', 'windows-1251', 'Иван'],
  ['a+b%20c', 'utf-8', 'a b c'],
  ['100%', 'utf-8', '100%'],
  ['%D0%98%zz%D0', 'utf-8', 'И%zz\ufffd'],
  ['%EF%BB%BFa', 'utf-8', '\ufeffa'],
] as const)('%s in %s is %s', (text, charset, decoded) => {
  expect(decodeForm(text, charset)).toBe(decoded)
})
