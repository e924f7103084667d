import { expect } from 'vitest'
import { times } from './fleet.ts'
import { stateOf } from './load.ts'
import { fleet, postgres, test } from './setting.ts'
import { TcpProxy } from './tcp-proxy.ts'

const LEASE = ['--db-lease', '1s']

/** A write and a read that come to a server while it is away; what it says of them when it is back. */
const meanwhile = (name: string) => ({ naimenovanie: name })

test('a server that stood still longer than its lease acknowledges nothing of its own, and goes on cleanly', async () => {
  const db = postgres.url('paused')
  for (let i = 0; i < times(2, 20); i++) {
    const [owner, other] = [await fleet.start(db, ...LEASE), await fleet.start(db, ...LEASE)]
    const box = `w${i}`
    const first = await owner.add('first', box)
    owner.pause()
    const asked = [
      owner.tryTo('GET', `/~${box}/api/clients/${first}`),
      owner.tryTo('POST', `/~${box}/api/clients`, meanwhile('late')),
    ]
    let changed = 0
    await expect.poll(async () => (changed = await other.rename(first!, 'changed', box)), { interval: 50 }).toBe(200)
    const second = await other.add('second', box)
    owner.goOn()
    const [read, written] = await Promise.all(asked)
    const clients = await other.clients(box)
    // What it read before its time was over, it had to send before: it stood still.
    expect(read!.status === 200 ? read!.text : '«changed»').toContain('changed')
    const late = [...clients].filter(([, name]) => name === 'late').map(([id]) => id)
    expect(written!.status === 200 ? [JSON.parse(written!.text).result] : []).toEqual(
      written!.status === 200 ? late : [],
    )
    expect({ changed, first: clients.get(first!), second: clients.get(second!) }).toEqual({
      changed: 200,
      first: 'changed',
      second: 'second',
    })
    const third = await owner.add('third', box)
    expect(third).toBeGreaterThan(second!)
    expect(await other.clients(box)).toEqual(await owner.clients(box))
    await Promise.all([owner.kill(), other.kill()])
  }
}, 200_000)

test.each([
  ['an API', 'POST', () => '/~w1/api/clients'],
  ['the data console', 'PATCH', (id: number) => `/__admin/sandboxes/w1/data/vodyanoy/clients/${id}`],
  ['a state', 'PUT', () => '/__admin/sandboxes/w1/state'],
])(
  'what %s would write to a sandbox that was taken over is not written, and it is read anew',
  async (_, method, path) => {
    const schema = `fenced_${method.toLowerCase()}`
    const owner = await fleet.start(postgres.url(schema))
    const first = await owner.add('first')
    // Another server, as far as the database knows, that its owner has heard nothing of.
    postgres.run(`
    insert into ${schema}.server values (7, clock_timestamp(), clock_timestamp() + interval '1 hour', false);
    update ${schema}.sandbox set owner = 7, epoch = nextval('${schema}.epochs') where name = 'w1';
    update ${schema}.record set record = replace(record, 'first', 'changed')
  `)
    const body = method === 'PUT' ? stateOf(1) : meanwhile('late')
    const { status, text } = await owner.ask(method, path(first!), body)
    expect({ status, ...JSON.parse(text) }).toMatchObject({
      status: 503,
      detail: 'Sandbox "w1" is being taken over from another server.',
    })
    postgres.run(`delete from ${schema}.server where id = 7`)
    const second = await owner.add('second')
    expect([...(await owner.clients())]).toEqual([
      [first, 'changed'],
      [second, 'second'],
    ])
  },
)

test.each(['swallowed', 'late'])(
  'a server whose way to the database is %s longer than its lease acknowledges nothing',
  async kind => {
    const db = postgres.url(`way_${kind}`)
    const proxy = await TcpProxy.to(postgres.port)
    try {
      const owner = await fleet.start(postgres.url(`way_${kind}`, proxy.port), ...LEASE)
      const other = await fleet.start(db, ...LEASE)
      const first = await owner.add('first')
      if (kind === 'late') proxy.keep()
      else proxy.swallows = true
      const lost = owner.tryTo('POST', '/~w1/api/clients', meanwhile('lost'))
      await expect
        .poll(() => other.rename(first!, 'changed'), {
          interval: 50,
        })
        .toBe(200)
      const read = await owner.ask('GET', `/~w1/api/clients/${first}`)
      expect([read.status, (await lost).status]).toEqual([503, 503])
      expect(await owner.ask('GET', '/__admin/ready')).toMatchObject({ status: 503 })
      proxy.swallows = false
      if (kind === 'late') proxy.letGo()
      await expect.poll(async () => (await owner.ask('GET', '/__admin/ready')).status).toBe(200)
      const second = await owner.add('second')
      const clients = await other.clients()
      expect({ first: clients.get(first!), second: clients.get(second!) }).toEqual({
        first: 'changed',
        second: 'second',
      })
      expect(await owner.clients()).toEqual(clients)
    } finally {
      proxy.close()
    }
  },
  60_000,
)
