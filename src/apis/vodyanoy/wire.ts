import { pad, wallClock } from '../../api.ts'

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === ''

/** «Пустые значения не передаются»; every other is a string. */
export function filled(fields: Readonly<Record<string, unknown>>): Record<string, string> {
  const view: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) if (!isEmpty(value)) view[name] = String(value)
  return view
}

/** The first that is not empty. */
export const either = (one: unknown, other: unknown): unknown => (isEmpty(one) ? other : one)

/** `24.03.2019 9:39:30`: the hour has no leading zero. */
export function wireTime(instant: unknown, zone: string): string {
  if (typeof instant !== 'string' || instant === '') return ''
  const { year, month, day, hour, minute, second } = wallClock(Date.parse(instant), zone)
  return `${pad(day)}.${pad(month)}.${pad(year, 4)} ${hour}:${pad(minute)}:${pad(second)}`
}

/** `24.03.2019` of a stored `2019-03-24`. */
export const wireDay = (day: unknown): unknown => (typeof day === 'string' ? day.split('-').reverse().join('.') : day)
