import type { Cursor } from './cursor.ts'

/** How far a time is ahead of UTC, in seconds, or the name of its zone. */
export type Zone = number | string

/** Abbreviations and how many seconds each is ahead of UTC, as PHP's `timezone_abbreviations_list` has them. */
const ABBREVIATIONS = new Map(
  `
acdt+37800 acst+34200 addt-7200 adt-10800 aedt+39600 aest+36000 ahdt-32400 ahst-36000
akdt-28800 akst-32400 amt-13840 apt-10800 ast-14400 awdt+32400 awst+28800 awt-10800 bdst+7200
bdt-36000 bmt-14309 bst+3600 cast+34200 cat+7200 cddt-14400 cdt-18000 cemt+10800 cest+7200
cet+3600 cmt-15408 cpt-18000 cst-21600 cwt-18000 chst+36000 dmt-1521 eat+10800 eddt-10800
edt-14400 eest+10800 eet+7200 emt-26248 ept-14400 est-18000 ewt-14400 ffmt-14660 fmt-4056
gdt+39600 gmt+0 gst+36000 hdt-34200 hkst+32400 hkt+28800 hmt-19776 hpt-34200 hst-36000
hwt-34200 iddt+14400 idt+10800 imt+25025 ist+7200 jdt+36000 jmt+8440 jst+32400 kdt+36000
kmt+5736 kst+30600 lst+9394 mddt-18000 mdst+16279 mdt-21600 mest+7200 met+3600 mmt+9017
mpt-21600 msd+14400 msk+10800 mst-25200 mwt-21600 nddt-5400 ndt-9052 npt-9000 nst-12600
nwt-9000 nzdt+46800 nzmt+41400 nzst+43200 pddt-21600 pdt-25200 pkst+21600 pkt+18000 plmt+25590
pmt-13236 ppmt-17340 ppt-25200 pst-28800 pwt-25200 qmt-18840 rmt+5794 sast+7200 sdmt-16800
sjmt-20173 smt-13884 sst-39600 tbmt+10751 tmt+12344 uct+0 utc+0 wast+7200 wat+3600 wemt+7200
west+3600 wet+0 wib+25200 wita+28800 wit+32400 wmt+5040 yddt-25200 ydt-28800 ypt-28800 yst-32400
ywt-28800 a+3600 b+7200 c+10800 d+14400 e+18000 f+21600 g+25200 h+28800 i+32400 k+36000 l+39600
m+43200 n-3600 o-7200 p-10800 q-14400 r-18000 s-21600 t-25200 u-28800 v-32400 w-36000 x-39600
y-43200 z+0
`
    .trim()
    .split(/\s+/)
    .map(entry => {
      const [, name = '', ahead] = /^([a-z]+)([+-]\d+)$/.exec(entry)!
      return [name, Number(ahead)]
    }),
)

/** `+03:00`, `GMT-5`, `MSK`, `Europe/Moscow`; undefined where there is no such zone. */
export function zoneAt(cursor: Cursor): Zone | undefined {
  cursor.run(' \t(')
  if (cursor.startsWith('GMT+') || cursor.startsWith('GMT-')) cursor.skipText('GMT')
  if (cursor.next === '+' || cursor.next === '-') {
    const sign = cursor.next === '-' ? -1 : 1
    cursor.skipText(cursor.next)
    const ahead = aheadOf(cursor.run('0123456789:'))
    return ahead === undefined ? undefined : sign * ahead
  }
  const name = cursor.until(' )')
  const ahead = ABBREVIATIONS.get(name.toLowerCase())
  return ahead ?? (isName(name) ? name : undefined)
}

/** Seconds in `3`, `03`, `3:30`, `330`, `0330`, `03:30`, `033030` and `03:30:30`. */
function aheadOf(text: string): number | undefined {
  const colons = text.split(':')
  if (colons.length > 1) {
    const isWhole = colons.length === 2 ? text.length <= 5 : colons.length === 3 && text.length === 8
    const [hours = 0, minutes = 0, seconds = 0] = colons.map(Number)
    return isWhole ? hours * 3600 + minutes * 60 + seconds : undefined
  }
  const number = Number(text)
  if (text.length <= 2) return number * 3600
  if (text.length <= 4) return Math.trunc(number / 100) * 3600 + (number % 100) * 60
  if (text.length !== 6) return undefined
  return Math.trunc(number / 10_000) * 3600 + (Math.trunc(number / 100) % 100) * 60 + (number % 100)
}

/** The names without a slash: `Intl` has older ones beside them. */
const PLAIN_NAMES = new Set(
  'cuba egypt eire gb iran israel japan libya nz navajo prc poland roc rok turkey zulu w-su gb-eire nz-chat'.split(' '),
)

const names = new Map<string, boolean>()

/** No zone has a longer one. */
const LONGEST_NAME = 40

function isName(name: string): boolean {
  if (name.length > LONGEST_NAME) return false
  let known = names.get(name)
  if (known === undefined) {
    try {
      new Intl.DateTimeFormat('en-US', { timeZone: name })
      known = name.includes('/') || PLAIN_NAMES.has(name.toLowerCase())
    } catch {
      known = false
    }
    if (names.size < 1000) names.set(name, known)
  }
  return known
}
