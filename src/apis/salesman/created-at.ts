import { formatStamp, isDay, parseIso } from '../../api.ts'
import { wrongType } from './errors.ts'
import { readText } from './parameters.ts'
import { storedStamp } from './shipped/database.ts'
import { timeOf } from './shipped/dates.ts'
import type { Fields } from './shipped/php.ts'
import type { Call } from './types.ts'

const STAMP = /^(\d{4})-(\d\d)-(\d\d) \d\d:\d\d:\d\d$/

const STAMPS = {
  /** «в формате YYYY-MM-DD H:i:s». @throws 405 where it names no such time */
  documented({ now, zone }: Call, params: Fields): string {
    const given = readText(params, 'date_create')
    if (given === undefined) return formatStamp(now, zone)
    const [, year, month, day] = STAMP.exec(given)?.map(Number) ?? []
    const isTime = year !== undefined && isDay(year, month!, day!) && parseIso(given, zone) !== null
    if (!isTime) throw wrongType('date_create')
    return given
  },
  /** In any form that PHP reads; what it cannot read is now. */
  shipped: ({ now, zone }: Call, { date_create }: Fields): string =>
    storedStamp(timeOf(date_create, now, zone) ?? now, zone),
}

/** When a new client was made, as the record holds it. */
export const createdAt = (call: Call, params: Fields): string => STAMPS[call.reading('dateCreate')](call, params)
