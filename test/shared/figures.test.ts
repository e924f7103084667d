import pg from 'pg'
import { expect } from 'vitest'
import { isSoak, type Node, times } from './fleet.ts'
import { stateOf } from './load.ts'
import { fleet, postgres, test } from './setting.ts'

/** Milliseconds that one takes where the machine lets it: of ten, nine are slower. A busy machine tells nothing else. */
const undisturbed = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 10)]!

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

test('what it costs, in one run', async () => {
  const db = postgres.url('figures')
  const memory = await fleet.start('')
  const [one, other] = [await fleet.start(db), await fleet.start(db)]
  const client = new pg.Client({ connectionString: postgres.url().replace(/\?.*/, '') })
  await client.connect()
  await client.query('create table trip (id int primary key, value text)')
  await client.query("insert into trip values (1, '')")
  for (const node of [memory, one]) await node.add('first')
  const reads: Record<'memory' | 'shared', number[]> = { memory: [], shared: [] }
  const writes: Record<'memory' | 'shared' | 'trip', number[]> = { memory: [], shared: [], trip: [] }
  const read = (node: Node) => took(() => node.ask('GET', '/~w1/api/clients/10000000000092'))
  const rounds = times(600, 5000)
  for (let i = 0; i < rounds; i++) {
    reads.memory.push(await read(memory))
    reads.shared.push(await read(one))
  }
  const from = postgres.run('select pg_current_wal_lsn()')
  for (let i = 0; i < rounds; i++) writes.shared.push(await took(() => one.add(`client ${i}`)))
  const wal = Number(postgres.run(`select pg_current_wal_lsn() - '${from}'::pg_lsn`)) / rounds
  for (let i = 0; i < rounds; i++) {
    writes.memory.push(await took(() => memory.add(`client ${i}`)))
    writes.trip.push(
      await took(() =>
        client.query({ name: 'trip', text: 'update trip set value = $1 where id = 1', values: [String(i)] }),
      ),
    )
    writes.shared.push(await took(() => one.add(`further ${i}`)))
  }
  await client.end()
  const handOver = async (count: number): Promise<number> => {
    await one.ask('PUT', '/__admin/sandboxes/big/state', stateOf(count))
    const taken: number[] = []
    for (let i = 0; i < 5; i++)
      for (const node of [other, one]) taken.push(await took(() => node.ask('GET', '/~big/api/clients/20000000000001')))
    return undisturbed(taken)
  }
  await one.ask('GET', '/~big/api/clients')
  const figures = {
    reads: undisturbed(reads.shared) / undisturbed(reads.memory),
    write: undisturbed(writes.shared),
    trip: undisturbed(writes.trip),
    inMemory: undisturbed(writes.memory),
    beyond: undisturbed(writes.shared) - undisturbed(writes.trip) - undisturbed(writes.memory),
    wal,
    handOver100: await handOver(100),
    handOver10_000: await handOver(10_000),
  }
  if (isSoak) console.log(figures)
  expect(figures.reads).toBeLessThan(1.1)
  expect(figures.write).toBeLessThan(figures.trip + 1 + figures.inMemory)
  expect(figures.wal).toBeLessThan(2048)
  expect(figures.handOver100).toBeLessThan(100)
  expect(figures.handOver10_000).toBeLessThan(1000)
}, 300_000)
