import { describe, expect, test } from 'vitest'
import { serve } from '../../support/server.ts'

const server = await serve({ scenario: 'empty', now: '2024-03-10T15:00:00+03:00', frozen: true })

const ANNA = '50000000000001'

function moved(...movements: [at: string, kind: 'shipment' | 'payment', amount: number][]): void {
  server.put('vodyanoy', 'clients', { id: ANNA })
  for (const [at, kind, amount] of movements) server.put('vodyanoy', 'ledger', { client: ANNA, at, kind, amount })
}

const balance = async () => (await server.send({ path: `/api/clients/${ANNA}/balance` })).text

describe('V6', () => {
  test('shipments less payments, with two decimals', async () => {
    moved(['2024-03-01T10:00:00+03:00', 'shipment', 1250.5], ['2024-03-02T10:00:00+03:00', 'payment', 1000])
    expect(await balance()).toBe('{"result":250.50}')
  })

  test('prepaid is negative', async () => {
    moved(['2024-03-01T10:00:00+03:00', 'shipment', 99.99], ['2024-03-02T10:00:00+03:00', 'payment', 500])
    expect(await balance()).toBe('{"result":-400.01}')
  })

  test('without movements it is 0.00', async () => {
    moved()
    expect(await balance()).toBe('{"result":0.00}')
  })

  test('settled is 0.00, never less than it', async () => {
    moved(
      ['2024-03-01T10:00:00+03:00', 'payment', 0.29],
      ['2024-03-01T11:00:00+03:00', 'payment', 0.28],
      ['2024-03-02T10:00:00+03:00', 'shipment', 0.57],
    )
    expect(await balance()).toBe('{"result":0.00}')
  })

  test('what is of today does not count, to the second of midnight', async () => {
    moved(
      ['2024-03-09T23:59:59+03:00', 'shipment', 1],
      ['2024-03-10T00:00:00+03:00', 'shipment', 10],
      ['2024-03-10T14:00:00+03:00', 'payment', 100],
      ['2024-03-11T14:00:00+03:00', 'shipment', 1000],
    )
    expect(await balance()).toBe('{"result":1.00}')
    server.now('2024-03-10T23:59:59+03:00')
    expect(await balance()).toBe('{"result":1.00}')
    server.now('2024-03-11T00:00:00+03:00')
    expect(await balance()).toBe('{"result":-89.00}')
    server.now('2024-03-12T00:00:00+03:00')
    expect(await balance()).toBe('{"result":911.00}')
    server.now('2024-03-09T12:00:00+03:00')
    expect(await balance()).toBe('{"result":0.00}')
  })

  test('midnight is that of the sandbox’s zone', async () => {
    await server.reset({ timezone: 'Asia/Vladivostok' })
    moved(['2024-03-10T21:00:00+10:00', 'shipment', 1], ['2024-03-11T00:00:00+10:00', 'shipment', 10])
    server.now('2024-03-10T23:59:59+10:00')
    expect(await balance()).toBe('{"result":0.00}')
    server.now('2024-03-11T00:00:00+10:00')
    expect(await balance()).toBe('{"result":1.00}')
  })

  test('another client’s movements do not count', async () => {
    moved(['2024-03-01T10:00:00+03:00', 'shipment', 5])
    server.put('vodyanoy', 'clients', { id: '50000000000002' })
    const other = { client: '50000000000002', at: '2024-03-01T10:00:00+03:00', kind: 'shipment', amount: 7 }
    server.put('vodyanoy', 'ledger', other)
    expect(await balance()).toBe('{"result":5.00}')
  })

  test('a new client owes nothing', async () => {
    const { body } = await server.send({ method: 'POST', path: '/api/clients', body: { naimenovanie: 'Новый' } })
    const { text } = await server.send({ path: `/api/clients/${(body as { result: number }).result}/balance` })
    expect(text).toBe('{"result":0.00}')
  })
})
