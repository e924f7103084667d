import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import type { Problem } from '../../src/core/api/problem.ts'
import { Hangup, receiveBytes } from '../../src/core/http/body.ts'
import { Inflow } from '../../src/core/http/inflow.ts'

/** A request whose body comes as the test writes it. */
const request = (length?: number) =>
  Object.assign(new PassThrough(), {
    complete: false,
    headers: length === undefined ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(length) },
  })

const bytesOf = (req: PassThrough, inflow: Inflow) => receiveBytes(req as unknown as IncomingMessage, 1e6, inflow)

test('bodies that are on their way share a room; the one that finds none is refused, the others come', async () => {
  const inflow = new Inflow(2000)
  const [first, second, third] = [request(1200), request(1200), request(1200)]
  const bodies = [first, second, third].map(req => bytesOf(req, inflow))
  first.write(Buffer.alloc(600))
  second.write(Buffer.alloc(600))
  third.write(Buffer.alloc(600))
  const refused = await bodies[2]!.catch((error: Problem) => error)
  expect(refused).toMatchObject({ status: 503, hint: expect.stringContaining('Send fewer') })
  // What is left of the room is enough for one of them at a time.
  second.destroy()
  await expect(bodies[1]).rejects.toBeInstanceOf(Hangup)
  first.write(Buffer.alloc(600))
  expect(await bodies[0]).toHaveLength(1200)
  expect(inflow.taken).toBe(0)
})

test('a body that comes byte by byte takes more than its bytes', async () => {
  const inflow = new Inflow(10_000)
  const req = request()
  const body = bytesOf(req, inflow)
  for (let n = 0; n < 100; n++) req.write(Buffer.alloc(1))
  await expect(body).rejects.toMatchObject({ status: 503 })
  expect(inflow.taken).toBe(0)
})

test('a body that is longer than allowed gives its room back', async () => {
  const inflow = new Inflow()
  const req = request()
  const body = receiveBytes(req as unknown as IncomingMessage, 500, inflow)
  req.write(Buffer.alloc(300))
  req.write(Buffer.alloc(300))
  await expect(body).rejects.toMatchObject({ kind: 'too-large' })
  expect(inflow.taken).toBe(0)
})
