/** How the parts of a time are written: patterns, of which formats are made. */

export const SPACE = '[ \t]+'
export const GAP = '[ \t.-]*'
export const HOUR24 = '([01]?[0-9]|2[0-4])'
export const HOUR24LZ = '([01][0-9]|2[0-4])'
export const HOUR12 = '(0?[1-9]|1[0-2])'
export const MINUTE = '[0-5]?[0-9]'
export const MINUTELZ = '[0-5][0-9]'
/** 60: a leap second. */
export const SECOND = `(${MINUTE}|60)`
export const SECONDLZ = `(${MINUTELZ}|60)`
export const FRACTION = '\\.[0-9]+'
export const MERIDIAN = '[AaPp]\\.?[Mm]\\.?[\0\t ]'
const NAMED_ZONE = '(\\(?[A-Za-z]{1,6}\\)?|[A-Z][a-z]+([_/-][A-Za-z]+)+)'
export const OFFSET = `(GMT)?[+-](${HOUR24}(:?${MINUTE})?|${HOUR24LZ}${MINUTELZ}${SECONDLZ}|${HOUR24LZ}:${MINUTELZ}:${SECONDLZ})`
export const ZONE = `(${OFFSET}|${NAMED_ZONE})`

export const MONTH = '(0?[0-9]|1[0-2])'
export const DAY = '([0-2]?[0-9]|3[01])([s][t]|[n][d]|[r][d]|[t][h])?'
export const YEAR = '[0-9]{1,4}'
export const YEAR4 = '[0-9]{4}'
export const MONTHLZ = '(0[0-9]|1[0-2])'
export const DAYLZ = '(0[0-9]|[1-2][0-9]|3[01])'
export const DAY_OF_YEAR = '(00[1-9]|0[1-9][0-9]|[1-2][0-9][0-9]|3[0-5][0-9]|36[0-6])'
export const WEEK = '(0[1-9]|[1-4][0-9]|5[0-3])'

export const MONTH_SHORT = '(jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)'
export const MONTH_FULL = '(january|february|march|april|may|june|july|august|september|october|november|december)'
const MONTH_ROMAN = '(I|II|III|IV|V|VI|VII|VIII|IX|X|XI|XII)'
export const MONTH_TEXT = `(${MONTH_FULL}|${MONTH_SHORT}|${MONTH_ROMAN})`

export const WEEKDAY = '((sun|mon|tues|wednes|thurs|fri|satur)days?|sun|mon|tue|wed|thu|fri|sat)'
export const DAY_TEXT = `(${WEEKDAY}|weekdays?)`
export const ORDINAL = '(first|second|third|fourth|fifth|sixth|seventh|eighth?|ninth|tenth|eleventh|twelfth)'
export const WHICH = '(next|last|previous|this)'
export const UNIT = `(ms|µs|((msec|millisecond|µsec|microsecond|usec|sec|second|min|minute|hour|day|fortnight|forthnight|month|year)s?)|weeks|${DAY_TEXT})`
export const NUMBER = '[+-]*[ \t]*[0-9]{1,13}'

export const SHORT12 = `${HOUR12}[:.]${MINUTELZ}(${SPACE})?${MERIDIAN}`
export const LONG12 = `${HOUR12}[:.]${MINUTE}[:.]${SECONDLZ}(${SPACE})?${MERIDIAN}`
export const SHORT24 = `t?${HOUR24}[:.]${MINUTE}`
export const LONG24 = `t?${HOUR24}[:.]${MINUTE}[:.]${SECOND}`
export const ZONED24 = `t?${HOUR24}[:.]${MINUTE}[:.]${SECONDLZ}(${SPACE})?${ZONE}`
export const NO_YEAR = `${MONTH_TEXT}${GAP}${DAY}([,.stndrh\t ]+|\0)`
