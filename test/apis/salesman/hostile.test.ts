import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'
import { ask, at, BOSS, desk, KEY } from './desk.ts'

const server = await serve({ scenario: 'blank' })
const { client } = desk(server)

const LONG = 100_000
/** What makes a careless pattern try again and again. */
const TEXTS: Readonly<Record<string, string>> = {
  'blanks between two letters': `a${' '.repeat(LONG)}b`,
  'tabs and line ends': `a${'\t\n'.repeat(LONG / 2)}b`,
  'digits before a letter': `${'1'.repeat(LONG)}x`,
  dots: `1${'.'.repeat(LONG)}x`,
  signs: `${'+-'.repeat(LONG / 2)}x`,
  'signs with blanks': `may${'. -'.repeat(LONG / 3)}x`,
  'tags that never end': '<'.repeat(LONG),
  'comments that never end': '<!--'.repeat(LONG / 4),
  'per cent signs': `${'%a'.repeat(LONG / 2)}b`,
  'one letter': `${'a'.repeat(LONG / 2)}b`,
  'one letter behind any': `_${'a'.repeat(LONG / 2)}b`,
  semicolons: ';'.repeat(LONG),
  backslashes: '\\'.repeat(LONG),
  parentheses: '('.repeat(LONG),
  commas: `clid${',clid'.repeat(LONG / 5)}`,
  sums: `clid${'+1'.repeat(LONG / 2)}`,
  'a sum of many': `clid${'+1'.repeat(900)}`,
  'relative words': 'next '.repeat(LONG / 5),
}
/** Milliseconds: a pattern that tries again for each letter takes longer on any machine. */
const MOST = 10_000

let began = 0
beforeEach(() => {
  client(1, { title: 'a', des: 'a'.repeat(LONG), phone: '1'.repeat(250), address: ' '.repeat(LONG) })
  began = performance.now()
})
afterEach(() => expect(performance.now() - began).toBeLessThan(MOST))

describe.each(['documented', 'shipped'])('under profile %s', profile => {
  const json = { ...BOSS, 'Content-Type': 'application/json' }
  test.each(Object.keys(TEXTS))('%s take no longer than any other text', async name => {
    server.profile('salesman', profile)
    const text = TEXTS[name]!
    for (const body of [
      { title: text, phone: text, mail_url: text, date_create: text, uid: text, recv: { castInn: text } },
      { title: 'b', phone: [text], territory: text, tip_cmr: text },
    ])
      expect((await server.send(ask('add', body, json))).status).toBeLessThan(500)
    for (const body of [
      { order: 'clid', word: text, fields: text, dateStart: text, filter: { territory: text, type: text } },
      { order: text, user: text, iduser: text },
    ])
      expect((await server.send(ask('list', body, json))).status).toBeLessThan(500)
    const update = { clid: 1, title: text, phone: text, type: text }
    expect((await server.send(ask('update', update, json))).status).toBeLessThan(500)
    expect((await server.send(ask('info', { uid: text, inn: text, clid: text }, json))).status).toBeLessThan(500)
    const form = `apikey=${KEY}&login=${BOSS.login}&title=${encodeURIComponent(text)}&action=${encodeURIComponent(text)}`
    const headers = { 'Content-Type': 'application/x-www-form-urlencoded' }
    expect((await server.send({ method: 'POST', path: at('add'), headers, body: form })).status).toBeLessThan(500)
  })
})
