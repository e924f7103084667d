import { stripTags, textOf, trim } from './php.ts'

/** A text without markup, quotes and backslashes. */
export function untag(value: unknown, what: string): string {
  return trim(stripTags(textOf(value, what)))
    .replaceAll('\\r\\n', '\r\n')
    .replace(/(?:["\\'`«»<>]|&laquo;|&raquo;)+/g, '')
}

/** A text field of the form: no markup, angle brackets square, quotes alike. */
export function fieldText(value: unknown, what: string): string {
  return trim(stripTags(textOf(value, what)))
    .replaceAll('<', '[')
    .replaceAll('>', ']')
    .replace(/&laquo;|&raquo;/g, '')
    .replace(/["«»]/g, '”')
}

/** A requisite that update writes: no markup. */
export const plainText = (value: unknown, what: string): string =>
  trim(stripTags(textOf(value, what))).replace(/[<>]/g, '')

/** A requisite that add writes: markup stays, quotes and line ends do not, and a tab becomes «&acute;». */
export const oneLine = (value: unknown, what: string): string =>
  trim(textOf(value, what))
    .replaceAll('"', '”')
    .replace(/[\n\r]/g, '')
    .replaceAll('\t', '&acute;')
    .replaceAll("'", '')

const FORMS = ['ООО', 'ЗАО', 'ОАО', 'ИП']

/** A title: «ООО "Ромашка"» is kept as «Ромашка, ООО». */
export function clientTitle(value: unknown): string {
  const title = untag(value, 'title')
  const form = [...title].slice(0, 3).join('')
  return FORMS.includes(form) ? trim(`${title.replaceAll(form, '')}, ${form}`) : title
}
