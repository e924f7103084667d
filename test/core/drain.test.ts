import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { type Running, run } from '../../src/server.ts'
import { send } from '../support/server.ts'
import { shop } from '../support/shop.ts'

async function start(drain = 10_000): Promise<Running> {
  const running = await run({ port: 0, host: '127.0.0.1', apis: [shop], api: ['shop'], scenario: 'empty', drain })
  onTestFinished(() => running.close())
  return running
}

/** A line to the server, and what came on it. */
class Line {
  readonly #socket: Socket
  readonly ended: Promise<unknown>
  text = ''

  constructor({ port }: Running) {
    this.#socket = connect(port, '127.0.0.1').setEncoding('utf8')
    this.#socket.on('data', part => (this.text += part)).on('error', () => {})
    this.ended = once(this.#socket, 'close')
    onTestFinished(() => void this.#socket.destroy())
  }

  write(text: string): this {
    this.#socket.write(text)
    return this
  }

  /** Waits until what came says something. */
  async says(said: string | RegExp): Promise<void> {
    await expect.poll(() => this.text, { interval: 5 }).toMatch(said)
  }
}

const LIST = 'GET /shop/v1/items HTTP/1.1\r\nHost: localhost\r\n\r\n'
const adding = (title: string): string => {
  const body = JSON.stringify({ title })
  return `POST /shop/v1/items HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
}
const titles = ({ sandboxes }: Running): unknown[] =>
  sandboxes
    .get('default')!
    .collection('shop', 'items')!
    .all()
    .map(item => (item as { title: string }).title)
const answers = (text: string): number => text.match(/HTTP\/1\.1 \d/g)?.length ?? 0

test('a server without lines is drained at once', async () => {
  const running = await start()
  const began = performance.now()
  await running.drain()
  expect(performance.now() - began).toBeLessThan(150)
})

test('a draining server lives, is not ready, and takes nothing else on a new line', async () => {
  const running = await start()
  await running.drain()
  expect(await send(running.url, { path: '/__admin/live' })).toMatchObject({
    status: 200,
    headers: { connection: 'close' },
  })
  expect(await send(running.url, { path: '/__admin/ready' })).toMatchObject({
    status: 503,
    headers: { connection: 'close', 'retry-after': '1' },
    body: { title: 'Not ready', detail: 'The server is stopping.' },
  })
  for (const path of ['/shop/v1/items', '/__admin/sandboxes'])
    expect(await send(running.url, { method: 'POST', path, body: { title: 'late' } })).toMatchObject({
      status: 503,
      headers: { connection: 'close', 'retry-after': '1' },
      body: { title: 'Stopping', hint: expect.any(String) },
    })
  expect(titles(running)).toEqual([])
})

test('an idle line is closed', async () => {
  const running = await start()
  const line = new Line(running).write(LIST)
  await line.says('keep-alive')
  await Promise.all([running.drain(), line.ended])
  expect(answers(line.text)).toBe(1)
})

test('a request that was on its way on an open line is carried out, and its answer says that it is the last', async () => {
  const running = await start()
  const line = new Line(running).write(LIST)
  await line.says('keep-alive')
  const drained = running.drain()
  line.write(adding('lamp'))
  await Promise.all([drained, line.ended])
  expect(line.text).toMatch(/HTTP\/1\.1 201 Created\r\n(.+\r\n)*connection: close\r\n/i)
  expect(titles(running)).toEqual(['lamp'])
})

test('a body that is still coming is waited for', async () => {
  const running = await start()
  const [head, rest] = [adding('half').slice(0, -6), adding('half').slice(-6)]
  const line = new Line(running).write(head)
  await send(running.url, { path: '/__admin/live' })
  let isDrained = false
  const drained = running.drain().then(() => (isDrained = true))
  await send(running.url, { path: '/__admin/live' })
  expect(isDrained).toBe(false)
  line.write(rest)
  await Promise.all([drained, line.ended])
  expect(line.text).toMatch(/HTTP\/1\.1 201 Created\r\n(.+\r\n)*connection: close\r\n/i)
})

test('what a fault holds or delays is let go: a write that is stored is answered', async () => {
  const running = await start()
  const { faults } = running.sandboxes.get('default')!
  faults.add({ match: { path: '/shop/v1/items' }, times: 1, hold: true })
  faults.add({ match: { path: '/shop/v1/items' }, times: 1, delayMs: 60_000 })
  const lines = [new Line(running).write(adding('held')), new Line(running).write(adding('delayed'))]
  await expect.poll(() => titles(running).length, { interval: 5 }).toBe(2)
  await Promise.all([running.drain(), ...lines.map(line => line.ended)])
  for (const line of lines) expect(line.text).toMatch(/HTTP\/1\.1 201 Created\r\n(.+\r\n)*connection: close\r\n/i)
})

test('what a fault never answers is not waited for', async () => {
  const running = await start()
  running.sandboxes.get('default')!.faults.add({ abort: 'hang' })
  new Line(running).write(LIST)
  await expect.poll(() => running.sandboxes.get('default')!.journal.size, { interval: 5 }).toBe(1)
  await send(running.url, { path: '/__admin/live' })
  const began = performance.now()
  await running.drain()
  expect(performance.now() - began).toBeLessThan(1000)
})

test('of requests sent without waiting, those before the last answer are answered, and none after it is carried out', async () => {
  const running = await start()
  running.sandboxes.get('default')!.faults.add({ times: 2, hold: true })
  const line = new Line(running).write(LIST + adding('before'))
  await expect.poll(() => titles(running), { interval: 5 }).toEqual(['before'])
  const drained = running.drain()
  line.write(adding('after'))
  await Promise.all([drained, line.ended])
  // Both were held; that the second is the last was decided before “after” came.
  expect(answers(line.text)).toBe(2)
  expect(line.text.match(/connection: [-\w]+/gi)).toEqual(['Connection: keep-alive', 'Connection: close'])
  expect(titles(running)).toEqual(['before'])
})

test('what comes on a line behind the answer that is to be its last is not carried out', async () => {
  const running = await start()
  const verify = JSON.stringify({ operation: 'shop item.add', within: '500ms' })
  const line = new Line(running).write(
    `POST /__admin/sandboxes/default/requests/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${verify.length}\r\n\r\n${verify}`,
  )
  const { journal } = running.sandboxes.get('default')!
  await expect.poll(() => journal.watchers, { interval: 5 }).toBe(1)
  const drained = running.drain()
  line.write(adding('after'))
  await Promise.all([drained, line.ended])
  expect({ answers: answers(line.text), titles: titles(running) }).toEqual({ answers: 1, titles: [] })
})

test('the time to drain is not exceeded: what never comes whole is left', async () => {
  const running = await start(50)
  const line = new Line(running).write(adding('never').slice(0, -1))
  await send(running.url, { path: '/__admin/live' })
  const began = performance.now()
  await running.drain()
  expect(performance.now() - began).toBeGreaterThanOrEqual(45)
  await running.close()
  await line.ended
  expect({ titles: titles(running), answers: answers(line.text) }).toEqual({ titles: [], answers: 0 })
})

test('event streams end when all is answered, with the last of what happened', async () => {
  const running = await start()
  const stream = new Line(running).write('GET /__admin/events HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await stream.says('retry: 1000')
  const line = new Line(running).write(LIST)
  await line.says('keep-alive')
  const drained = running.drain()
  line.write(adding('lamp'))
  await Promise.all([drained, stream.ended])
  expect(stream.text).toContain('event: change')
  // The end of a chunked body: nothing was cut off.
  expect(stream.text).toMatch(/\r\n0\r\n\r\n$/)
})

test('a request whose target came raw is served on its line until the end', async () => {
  const running = await start()
  const line = new Line(running).write(LIST)
  await line.says('keep-alive')
  line.write('GET /shop/v1/items?key=ключ HTTP/1.1\r\nHost: localhost\r\n\r\n')
  await expect.poll(() => answers(line.text), { interval: 5 }).toBe(2)
  await Promise.all([running.drain(), line.ended])
  expect(answers(line.text)).toBe(2)
})
