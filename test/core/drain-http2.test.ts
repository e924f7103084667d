import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type ClientHttp2Session, connect } from 'node:http2'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { certificateIn } from '../../src/listen/certificate.ts'
import { type Running, run } from '../../src/server.ts'
import { shop } from '../support/shop.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-drain-http2-'))
afterAll(() => rmSync(folder, { recursive: true }))
const { caFile } = await certificateIn(folder, [])
const ca = readFileSync(caFile!, 'utf8')

async function start(): Promise<Running> {
  const files = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
  const running = await run({ ...files, port: 0, host: '127.0.0.1', apis: [shop], api: ['shop'], scenario: 'empty' })
  onTestFinished(() => running.close())
  return running
}

/** A connection, the ends that the server told of it, and when it is closed. */
function open({ port }: Running) {
  const session = connect(`https://localhost:${port}`, { ca })
  onTestFinished(() => session.destroy())
  const ends: number[] = []
  session.on('goaway', code => ends.push(code)).on('error', () => {})
  return { session, ends, closed: new Promise<void>(resolve => session.once('close', () => resolve())) }
}

const ask = (session: ClientHttp2Session, headers: Record<string, string>, body?: string) =>
  new Promise<{ status: number; text: string }>((resolve, reject) => {
    const stream = session.request(headers, { endStream: body === undefined })
    let status = 0
    let text = ''
    stream.on('response', answer => (status = answer[':status']!))
    stream.on('data', part => (text += part)).on('error', reject)
    stream.on('close', () => resolve({ status, text }))
    if (body !== undefined) stream.end(body)
  })

const ITEMS = { ':path': '/shop/v1/items' }
const ADD = { ...ITEMS, ':method': 'POST', 'content-type': 'application/json' }

test('streams under way are answered, the client is told that no more come, and the line is closed', async () => {
  const running = await start()
  const { session, ends, closed } = open(running)
  running.sandboxes.get('default')!.faults.add({ times: 1, hold: true })
  const held = ask(session, ADD, '{"title":"lamp"}')
  await expect.poll(() => running.sandboxes.get('default')!.faults.heldByAll, { interval: 5 }).toBe(1)
  const drained = running.drain()
  expect(await held).toMatchObject({ status: 201 })
  await Promise.all([drained, closed])
  expect(ends).toEqual([0])
})

test('a stream that it has not taken is refused so that it may be sent again, and not carried out', async () => {
  const running = await start()
  const { session, closed } = open(running)
  await ask(session, ITEMS)
  const added = ask(session, ADD, '{"title":"lamp"}')
  const drained = running.drain()
  await expect(added).rejects.toThrow('NGHTTP2_REFUSED_STREAM')
  await Promise.all([drained, closed])
  expect(running.sandboxes.get('default')!.collection('shop', 'items')!.all()).toEqual([])
})

test('an idle connection is told that no more come, and closed', async () => {
  const running = await start()
  const { session, ends, closed } = open(running)
  await ask(session, ITEMS)
  await Promise.all([running.drain(), closed])
  expect(ends).toEqual([0])
})

test('a new connection is answered on ready, refused elsewhere, and closed', async () => {
  const running = await start()
  await running.drain()
  const probing = open(running)
  expect(await ask(probing.session, { ':path': '/__admin/live' })).toMatchObject({ status: 200 })
  await probing.closed
  const late = open(running)
  expect(await ask(late.session, ITEMS)).toMatchObject({ status: 503, text: expect.stringContaining('is stopping') })
  await late.closed
})
