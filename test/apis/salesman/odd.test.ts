import { expect, test } from 'vitest'
import { readings } from '../../../src/apis/salesman/readings.ts'
import { serve } from '../../support/server.ts'
import { at, BOSS, MANAGER } from './desk.ts'

const server = await serve({ records: 5 })

/** Mulberry32: whole numbers below n, the same each time. */
function dice(seed: number): (n: number) => number {
  let state = seed
  return n => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

const ACTIONS = ['fields', 'list', 'info', 'add', 'add.list', 'update', 'delete', 'dance']
const NAMES = [
  ...[
    'clid',
    'uid',
    'inn',
    'title',
    'type',
    'phone',
    'mail_url',
    'recv',
    'filter',
    'fields',
    'order',
    'first',
    'offset',
  ],
  ...['word', 'user', 'iduser', 'dateStart', 'dateEnd', 'dateChangeStart', 'dateChangeEnd', 'date_create', 'client'],
  ...['bankinfo', 'uids', 'contacts', 'territory', 'idcategory', 'clientpath', 'tip_cmr', 'head_clid', 'pid', 'trash'],
  ...['input1', 'creator', 'action', '__proto__', 'castInn', 'relations', 'des'],
]
const VALUES: unknown[] = [
  ...[
    '',
    ' ',
    '0',
    '1',
    '1781',
    '-1',
    '1e3',
    'title',
    'date_create',
    'title, clid',
    'x',
    'О\'Нил \\ "Ё" %_',
    '<b>ООО',
    '🙂\u0000',
  ],
  ...[null, true, false, 0, 1, 1781, -1, 1.5, 1e21, 1_000_001, [], {}, ['a', 1, null], [[1], { a: 1 }], 'ООО «Заря»'],
  ...['2022-05-01', '2022-05-01 10:00:00', '01.05.2022', 'now', '9'.repeat(400), 'я'.repeat(300), 'person', '\ud800'],
]

test('whatever the readings and however odd the request, no answer is a fault of ours', async () => {
  const roll = dice(20221)
  const one = <T>(of: readonly T[]): T => of[roll(of.length)]!
  const value = (depth: number): unknown => {
    if (depth > 2 || roll(4) > 0) return one(VALUES)
    return roll(2) === 0 ? fields(depth + 1) : Array.from({ length: roll(3) }, () => value(depth + 1))
  }
  const fields = (depth: number): object =>
    Object.fromEntries(Array.from({ length: roll(6) }, () => [one(NAMES), value(depth)]))
  for (let i = 0; i < 1500; i++) {
    if (i % 10 === 0) {
      await server.reset()
      for (const [topic, { options }] of Object.entries(readings))
        server.readings({ [`salesman.${topic}`]: one(Object.keys(options)) })
    }
    const inBody = roll(3) > 0
    const query = Object.entries(fields(3)).map(
      ([name, given]) => `${name}=${encodeURIComponent(Buffer.from(String(given)).toString())}`,
    )
    const send = {
      method: one(['GET', 'POST']),
      path: at(one(ACTIONS), roll(2) === 0 ? `?${query.join('&')}` : ''),
      headers: { ...one([BOSS, MANAGER]), ...(inBody && { 'Content-Type': 'application/json' }) },
      body: inBody ? JSON.stringify(value(0)) : undefined,
    }
    const got = await server.send(send)
    expect({ send, text: got.text, isOurs: got.status >= 500 }).toEqual({ send, text: got.text, isOurs: false })
  }
})
