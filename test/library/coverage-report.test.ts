import { expect, test } from 'vitest'
import {
  type ApiCoverage,
  type CoverageReport,
  coverageJson,
  coverageMarkdown,
  coverageShortfall,
  sayCoverage,
} from '../../src/index.ts'

const deals = {
  ...{ operation: 'client.delete', id: 'has-deals', status: 406, code: 406, text: 'есть сделки' },
  docs: 'salesman.txt: Запрос “delete”',
}
const updated = { operation: 'client.add', id: 'updated', status: 200, text: '«Обновляет | правит»', docs: 'a.txt: Б' }
const salesman: ApiCoverage = {
  name: 'salesman',
  operations: { seen: 6, of: 7, missing: ['client.fields'] },
  cases: { seen: 3, of: 5, missing: [updated, deals] },
  readings: { seen: 1, of: 2, options: [{ id: 'salesman.status', seen: ['code'], of: ['code', 'ok'] }] },
  parameters: { seen: 9, of: 10, missing: ['client.add phone'] },
}
const rkeeper: ApiCoverage = {
  name: 'rkeeper',
  operations: { seen: 6, of: 7, missing: ['CityInfo'] },
  cases: { seen: 6, of: 16, missing: [{ ...updated, operation: 'CityInfo', id: 'unknown', status: 404 }] },
  readings: { seen: 0, of: 0, options: [] },
  parameters: { seen: 0, of: 0, missing: [] },
}
const report: CoverageReport = {
  apis: [salesman, rkeeper],
  violations: { undocumented: 2 },
  faults: { armed: 3, struck: 2, idle: [{ sandbox: 'w1', id: 'f1', explains: 'Every request waits 5 ms.' }] },
  unmatched: 1,
}
const nothing: CoverageReport = {
  ...{ apis: [], violations: {}, unmatched: 0 },
  faults: { armed: 0, struck: 0, idle: [] },
}

test('a run is told in one line: errors of what was called before all else that was not tried', () => {
  expect(sayCoverage({ ...nothing, apis: [salesman, rkeeper] })).toBe(
    'poligon: 12 of 14 operations, 9 of 21 documented cases (salesman, rkeeper); not tried: client.delete 406 «есть сделки», client.add 200 «Обновляет | правит», CityInfo 404 «Обновляет | правит»',
  )
})

test('what reached no operation, and faults that never struck, are told in it', () => {
  expect(sayCoverage({ ...report, apis: [] })).toBe(
    'poligon: no documented operation was called; 1 request reached no operation; 1 fault never struck',
  )
})

test('of many cases that were not tried three are named', () => {
  const missing = [1, 2, 3, 4].map(status => ({ ...deals, status: 400 + status }))
  const line = sayCoverage({ ...nothing, apis: [{ ...salesman, cases: { seen: 0, of: 4, missing } }] })
  expect(line).toMatch(/not tried: client\.delete 401 [^,]+, client\.delete 402 [^,]+, client\.delete 403 [^,]+, …$/)
})

test('the report in Markdown lists all of it', () => {
  expect(coverageMarkdown({ ...report, apis: [salesman] })).toBe(`# What of the documentation was tried

| API | operations | cases | readings | parameters |
| --- | --- | --- | --- | --- |
| salesman | 6 of 7 | 3 of 5 | 1 of 2 | 9 of 10 |

## salesman: operations not called

- client.fields

## salesman: cases not tried

| operation | case | status | text | documented |
| --- | --- | --- | --- | --- |
| client.add | updated | 200 | «Обновляет \\| правит» | a.txt: Б |
| client.delete | has-deals | 406 | есть сделки | salesman.txt: Запрос “delete” |

## salesman: options of readings that shaped no answer

- salesman.status: ok

## salesman: parameters never sent

- client.add phone

## Rules that were broken

- undocumented: 2

## Faults: 3 arranged, 2 struck; never:

- w1 f1: Every request waits 5 ms.

1 request reached no operation.
`)
})

test('the report in JSON is the report', () => expect(JSON.parse(coverageJson(report))).toEqual(report))

test.each([
  [42, null],
  [43, 'Too little of the documentation was tried: 42.8 % of its cases (9 of 21), at least 43 % is required.'],
  [undefined, null],
])('a minimum of %s %%', (cases, says) => {
  const shortfall = coverageShortfall(report, { cases })
  expect(says === null ? shortfall : shortfall?.slice(0, says.length)).toBe(says)
})

test('a run that called nothing falls short of any minimum', () => {
  expect(coverageShortfall(nothing, { cases: 1 })).toContain('0 % of its cases (0 of 0)')
})
