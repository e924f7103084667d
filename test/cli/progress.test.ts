import { afterEach, expect, test } from 'vitest'
import { progress } from '../../src/cli/progress.ts'
import { type Running, run } from '../../src/server.ts'

let running: Running | undefined
afterEach(() => running?.close())

test('long work is told of once a second, and short work not at all', () => {
  const said: string[] = []
  let now = 0
  const told = progress(
    line => said.push(line),
    () => now,
  )
  for (let made = 0; made < 100_000; made++) {
    now = made / 40
    told('webcanape', made, 100_000)
  }
  expect(said).toEqual([
    'Generating clients for webcanape: 40,000 of 100,000\n',
    'Generating clients for webcanape: 80,000 of 100,000\n',
  ])
})

test.each(['vodyanoy', 'kaktus', 'salesman', 'webcanape', 'rkeeper'])(
  '%s tells how many of its clients are made',
  async api => {
    const told: unknown[] = []
    running = await run({ port: 0, api: [api], records: 3, seed: 77, onProgress: (...args) => told.push(args) })
    expect(told).toEqual([
      [api, 0, 3],
      [api, 1, 3],
      [api, 2, 3],
    ])
  },
)
