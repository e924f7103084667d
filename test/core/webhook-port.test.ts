import { mkdtempSync, rmSync } from 'node:fs'
import { createServer as createPlainServer } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { Lanes } from '../../src/core/http/lanes.ts'
import { createWebhookPort } from '../../src/core/http/webhook-port.ts'
import { certificateIn } from '../../src/listen/certificate.ts'
import { answer, raw, receive } from '../support/receiver.ts'

const receiver = await receive()
afterAll(() => receiver.close())
beforeEach(() => receiver.behave(answer(200, 'ok')))

const port = createWebhookPort({ isOpen: true, hosts: [] })
const hasty = createWebhookPort({ isOpen: true, hosts: [], timeoutMs: 80 })
const request = (url: string, more: object = {}) => ({
  ...{ url, method: 'POST', headers: {}, body: '{}', retry: [], secrets: [] },
  ...more,
})
const { signal } = new AbortController()
const post = (url: string, more: object = {}, until = signal) => port.post(request(url, more), 'lane', until)
const postInHaste = () => hasty.post(request(receiver.url), 'lane', signal)

describe('an attempt', () => {
  test.each([
    ['hangs', raw('')],
    ['never ends its head', raw('HTTP/1.1 200 OK\r\nx: y')],
    ['never ends its body', raw('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
  ])('is ended in time where the receiver %s', async (_, behaviour) => {
    receiver.behave(behaviour)
    await expect(postInHaste()).rejects.toThrow('no complete answer came within 0.08 s')
    await expect.poll(() => receiver.open).toBe(0)
  })

  test('that drips is ended too: the time is that of the whole', async () => {
    receiver.behave(socket => {
      socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n')
      const drip = setInterval(() => socket.write('1\r\nx\r\n'), 5)
      socket.on('close', () => clearInterval(drip))
    })
    await expect(postInHaste()).rejects.toThrow('no complete answer came within 0.08 s')
  })

  test('that is aborted before it begins opens no connection', async () => {
    const controller = new AbortController()
    const posting = post(receiver.url, {}, controller.signal)
    controller.abort()
    await expect(posting).rejects.toThrow()
    expect(receiver.received).toEqual([])
  })

  test.each(['GET', 'HEAD', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'])(
    'may be a %s, with a body or without',
    async method => {
      receiver.behave(answer(200))
      for (const body of ['', 'text']) expect(await post(receiver.url, { method, body })).toMatchObject({ status: 200 })
      expect(receiver.received.map(text => text.split(' ')[0])).toEqual([method, method])
    },
  )

  test('sends letters beyond ASCII in headers as UTF-8, and reads them so', async () => {
    receiver.behave(answer(200, '', 'x-name: Вода\r\n'))
    expect(await post(receiver.url, { headers: { 'x-name': 'Вода' } })).toMatchObject({ headers: { 'x-name': 'Вода' } })
    expect(receiver.received[0]).toContain('x-name: Вода')
  })

  test('goes to a receiver on this machine whatever its certificate, and says where none is spoken', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'poligon-webhooks-'))
    const { cert, key } = await certificateIn(folder, ['localhost'])
    const secure = createServer({ cert, key }, (_, res) => res.end('safe'))
    await new Promise<void>(resolve => secure.listen(0, '127.0.0.1', resolve))
    const at = (secure.address() as AddressInfo).port
    expect(await post(`https://localhost:${at}/`)).toMatchObject({ body: 'safe' })
    const plain = createPlainServer()
    await new Promise<void>(resolve => plain.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(plain.address() as AddressInfo).port}`
    await expect(post(`https://${host}/`)).rejects.toThrow(`${host} does not speak https`)
    secure.close()
    plain.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('that HTTP does not allow is told in words', async () => {
    await expect(post(receiver.url, { headers: { 'a b': 'c' } })).rejects.toThrow(
      'it could not be sent: HTTP does not allow a method or header of it',
    )
  })
})

describe('lanes', () => {
  test('let no more go at once than they may, and everybody who is not aborted in the end', async () => {
    const steps = fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c'), abort: fc.boolean(), leave: fc.nat(3) }), {
      maxLength: 40,
    })
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 5 }),
        async (all, each, most) => {
          const lanes = new Lanes(each, most)
          const inside: { lane: string; leave: () => void }[] = []
          let entered = 0
          let refused = 0
          const check = (): void => {
            expect(inside.length).toBeLessThanOrEqual(most)
            for (const lane of ['a', 'b', 'c'])
              expect(inside.filter(one => one.lane === lane).length).toBeLessThanOrEqual(each)
          }
          const settle = () => new Promise(resolve => setImmediate(resolve))
          for (const { lane, abort, leave } of all) {
            const controller = new AbortController()
            lanes.enter(lane, controller.signal).then(
              leaving => {
                entered++
                inside.push({ lane, leave: leaving })
              },
              () => refused++,
            )
            if (abort) controller.abort()
            await settle()
            check()
            for (const one of inside.splice(0, leave)) one.leave()
            await settle()
            check()
          }
          while (inside.length > 0) {
            for (const one of inside.splice(0)) one.leave()
            await settle()
          }
          expect(entered + refused).toBe(all.length)
        },
      ),
      { numRuns: 50 },
    )
  })
})
