/** `2024-03-01T09:00:00.000+03:00` moved on by milliseconds, in the same zone. */
export function shiftedIso(iso: string, ms: number): string {
  const [, sign = '+', hours = '0', minutes = '0'] = /([+-])(\d\d):(\d\d)$/.exec(iso) ?? []
  const offset = (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const local = new Date(Date.parse(iso) + ms + offset).toISOString().slice(0, -1)
  return `${local}${/([+-]\d\d:\d\d|Z)$/.exec(iso)?.[0] ?? ''}`
}

/** As people read it: day, time, zone; without fractions. */
export const readableTime = (iso: string): string =>
  iso.replace(/^([\d-]+)T(\d\d:\d\d:\d\d)(?:\.\d+)?/, (_, day, time) => `${day} ${time} `)

/** Hours, minutes, seconds and thousandths of an instant, here. */
export function clockTimeOf(iso: string): string {
  const at = new Date(iso)
  const two = (n: number): string => String(n).padStart(2, '0')
  const ms = String(at.getMilliseconds()).padStart(3, '0')
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${ms}`
}
