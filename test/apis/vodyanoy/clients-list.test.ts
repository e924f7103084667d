import { describe, expect, test } from 'vitest'
import { rows } from '../../support/rows.ts'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty' })

const client = (id: string, more: object = {}) =>
  server.put('vodyanoy', 'clients', { id, naimenovanie: `Клиент ${id}`, ...more })

/** The last two digits of each id that a list gives. */
async function found(query: string): Promise<number[]> {
  const { body } = await server.send({ path: `/api/clients${query}` })
  return (body as { result: { ID: string }[] }).result.map(({ ID }) => Number(ID.slice(-2)))
}

rows(server, [
  {
    docs: 'V1, получить список клиентов',
    says: 'keys are upper-case in the page’s order, values are strings',
    given: () =>
      client('50000000000001', {
        ...{ disp: '50000000000009', email: 'a@b.ru', dop_sv: 'у реки', telefon: '+7 (863) 217-17-17 Анна' },
        ...{ dszd: '2021-02-03T04:05:06+03:00', dataizm: '2021-12-31T23:59:59+03:00', kv: 5, psw_hash: 'x' },
      }),
    send: { path: '/api/clients' },
    gets: {
      status: 200,
      text: JSON.stringify({
        result: [
          {
            ...{ ID: '50000000000001', NAIMENOVANIE: 'Клиент 50000000000001', TELEFON: '+7 (863) 217-17-17 Анна' },
            ...{ DOP_SC: 'у реки', EMAIL: 'a@b.ru', DSZD: '03.02.2021 4:05:06', DATAIZM: '31.12.2021 23:59:59' },
            DISP: '50000000000009',
          },
        ],
        total: 1,
      }),
    },
  },
  {
    docs: 'V1, «пустые значения не передаются»',
    says: 'an empty value is left out, the name too',
    given: () => client('50000000000001', { naimenovanie: '', dszd: '2021-02-03T14:05:06+03:00' }),
    send: { path: '/api/clients' },
    gets: { status: 200, body: { result: [{ ID: '50000000000001', DSZD: '03.02.2021 14:05:06' }], total: 1 } },
  },
  {
    docs: 'V2',
    says: 'an instant of another zone is told in the sandbox’s, its hour without a leading zero',
    given: () => client('50000000000001', { naimenovanie: '', dszd: '2021-02-02T21:00:07Z' }),
    send: { path: '/api/clients' },
    gets: { status: 200, body: { result: [{ ID: '50000000000001', DSZD: '03.02.2021 0:00:07' }], total: 1 } },
  },
  {
    docs: 'V4',
    says: 'of no clients the list is empty, and without limit there is no limit',
    send: { path: '/api/clients' },
    gets: { status: 200, text: '{"result":[],"total":0}' },
  },
  {
    docs: 'contract, rule 4',
    says: 'an undocumented parameter changes nothing, and breaks a rule',
    send: { path: '/api/clients?sort=name' },
    gets: { status: 200, body: { result: [], total: 0 }, headers: { 'x-mock-violations': '1' } },
  },
  {
    docs: 'control, HEAD',
    says: 'HEAD is GET without a body',
    send: { method: 'HEAD', path: '/api/clients' },
    gets: { status: 200, text: '', headers: { 'content-type': 'application/json; charset=utf-8' } },
  },
])

describe('V3, filters by day', () => {
  /** 11 was never touched, 12 was touched later, 13 has no dates at all. */
  function dated(): void {
    client('50000000000011', { dszd: '2022-05-10T00:00:00+03:00' })
    client('50000000000012', { dszd: '2022-05-09T23:59:59+03:00', dataizm: '2022-05-20T23:59:59+03:00' })
    client('50000000000013')
  }

  test.each([
    ['updated_gte includes that day', '?updated_gte=20.05.2022', [12]],
    ['updated_gte keeps those created since', '?updated_gte=10.05.2022', [11, 12]],
    ['updated_gte leaves out what is older', '?updated_gte=21.05.2022', []],
    ['updated_lte includes that day to its end', '?updated_lte=20.05.2022', [11, 12]],
    ['updated_lte goes by the last update', '?updated_lte=19.05.2022', [11]],
    ['updated_lte goes by the creation of what was never touched', '?updated_lte=09.05.2022', []],
    ['created_gte includes that day from its start', '?created_gte=10.05.2022', [11]],
    ['created_gte goes by creation only', '?created_gte=11.05.2022', []],
    ['created_lte includes that day to its end', '?created_lte=09.05.2022', [12]],
    ['created_lte keeps what is older', '?created_lte=10.05.2022', [11, 12]],
    ['filters combine', '?created_lte=10.05.2022&updated_gte=11.05.2022', [12]],
    ['a day may stand in double quotes', '?updated_gte="20.05.2022"', [12]],
    ['a leap day is a day', '?created_gte=29.02.2020', [11, 12]],
  ])('%s', async (_, query, expected) => {
    dated()
    expect(await found(query)).toEqual(expected)
  })

  test('updated_gte keeps a client created that day and updated before it, as old data may have it', async () => {
    client('50000000000014', { dszd: '2022-05-10T10:00:00+03:00', dataizm: '2022-05-01T10:00:00+03:00' })
    expect(await found('?updated_gte=10.05.2022')).toEqual([14])
  })

  test('days are those of the sandbox’s zone', async () => {
    await server.reset({ timezone: 'Asia/Vladivostok' })
    client('50000000000015', { dszd: '2022-05-10T01:00:00+10:00' })
    expect(await found('?created_gte=10.05.2022')).toEqual([15])
    expect(await found('?created_lte=09.05.2022')).toEqual([])
  })

  rows(
    server,
    ['31.02.2024', '29.02.2023', '2024-01-01', '1.1.2024', '01.13.2024', '"01.01.2024', '01.01.2024"', '', 'вчера'].map(
      day => ({
        docs: 'V3',
        says: `«${day}» is refused`,
        send: { path: `/api/clients?created_gte=${day}` },
        gets: {
          status: 400,
          body: {
            result: {},
            error: `Параметр created_gte: ожидается дата ДД.ММ.ГГГГ, получено ${JSON.stringify(day)}`,
          },
        },
      }),
    ),
  )

  test.each(['updated_gte', 'updated_lte', 'created_gte', 'created_lte'])('a wrong %s is named', async name => {
    const { body } = await server.send({ path: `/api/clients?${name}=x` })
    expect(body).toMatchObject({ error: expect.stringContaining(`Параметр ${name}:`) })
  })
})

describe('V4, V5, pages', () => {
  /** Stored against the order of ids; the last is shorter. */
  function stock(): void {
    for (const id of ['50000000000023', '50000000000022', '50000000000021', '9000000000020']) client(id)
  }
  const page = async (query: string) => {
    const { limit, total } = (await server.send({ path: `/api/clients${query}` })).body as Record<string, number>
    return { ids: await found(query), limit, total }
  }

  test.each([
    ['without limit all are sent, by id: the shorter first', '', { ids: [20, 21, 22, 23], total: 4 }],
    ['limit caps, and is echoed', '?limit=3', { ids: [20, 21, 22], limit: 3, total: 3 }],
    ['a limit beyond all is echoed as it came', '?limit=40', { ids: [20, 21, 22, 23], limit: 40, total: 4 }],
    ['offset skips', '?offset=3', { ids: [23], total: 1 }],
    ['offset and limit', '?limit=2&offset=1', { ids: [21, 22], limit: 2, total: 2 }],
    ['a limit of 0 sends none', '?limit=0', { ids: [], limit: 0, total: 0 }],
    ['an offset past the end sends none', '?offset=4&limit=2', { ids: [], limit: 2, total: 0 }],
  ])('reading total = returned: %s', async (_, query, expected) => {
    stock()
    expect(await page(query)).toEqual({ limit: undefined, ...expected })
  })

  test.each([
    ['total counts all', '', { ids: [20, 21, 22, 23], total: 4 }],
    ['total counts what limit cuts off', '?limit=1', { ids: [20], limit: 1, total: 4 }],
    ['total counts what offset skips', '?offset=9', { ids: [], total: 4 }],
    ['total counts only what the filters keep', '?created_gte=01.01.1990&limit=0', { ids: [], limit: 0, total: 1 }],
  ])('reading total = matching: %s', async (_, query, expected) => {
    server.readings({ 'vodyanoy.total': 'matching' })
    stock()
    if (query.includes('created')) client('50000000000024', { dszd: '1990-01-01T00:00:00+03:00' })
    expect(await page(query)).toEqual({ limit: undefined, ...expected })
  })

  rows(
    server,
    [
      ['limit', '-1'],
      ['limit', '1.5'],
      ['limit', 'two'],
      ['limit', '9999999999999999999'],
      ['offset', '-2'],
      ['offset', '1e3'],
    ].map(([name, value]) => ({
      docs: 'V4',
      says: `«${name}=${value}» is refused`,
      send: { path: `/api/clients?${name}=${value}` },
      gets: { status: 400, body: { result: {}, error: `Параметр ${name}: недопустимое значение "${value}"` } },
    })),
  )

  rows(server, [
    {
      docs: 'V3',
      says: 'an empty limit is refused',
      send: { path: '/api/clients?limit=' },
      gets: { status: 400, body: { result: {}, error: 'Параметр limit: не указан' } },
    },
    {
      docs: 'V11',
      says: 'several faults are all named',
      send: { path: '/api/clients?limit=x&offset[]=1' },
      gets: {
        status: 400,
        body: {
          result: {},
          error: 'Параметр limit: недопустимое значение "x"; Параметр offset: недопустимое значение ["1"]',
        },
      },
    },
  ])
})
