import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { get } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, type MockServer, startMockServer } from '../../src/index.ts'
import { certificateIn } from '../../src/listen/certificate.ts'
import { started } from './command.ts'

const DAY = 86_400_000
const root = mkdtempSync(join(tmpdir(), 'poligon-https-'))
afterAll(() => rmSync(root, { recursive: true }))

describe('the certificate of a folder', () => {
  const folder = join(root, 'kept')
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8')

  test('is made once, with keys that only this user can read', async () => {
    const first = await certificateIn(folder, [])
    expect(await certificateIn(folder, [])).toEqual(first)
    expect(statSync(join(folder, 'ca-key.pem')).mode & 0o077).toBe(0)
  })

  test('is made anew for a further name, under the same authority', async () => {
    const [authority, own] = [read('ca.pem'), read('cert.pem')]
    const { cert } = await certificateIn(folder, ['mock.example', '10.0.0.7'])
    expect([read('ca.pem') === authority, cert === own]).toEqual([true, false])
  })

  test('is made anew, with its authority, a month before it ends', async () => {
    const before = read('ca.pem')
    await certificateIn(folder, [], Date.now() + 330 * DAY)
    expect(read('ca.pem')).toBe(before)
    await certificateIn(folder, [], Date.now() + 340 * DAY)
    expect(read('ca.pem')).not.toBe(before)
  })
})

test('--https proves to be each allowed host', async () => {
  const folder = join(root, 'allowed')
  mkdirSync(folder)
  const given = ['--https', '--port', '0', '--quiet', '--allowed-host', 'crm.example']
  const { ready, end } = await started(given, join(folder, 'ready.json'), folder)
  const names = await new Promise(resolve => {
    const ca = readFileSync(ready.caFile!, 'utf8')
    const line = connectTls({ host: '127.0.0.1', port: Number(new URL(ready.url).port), servername: 'crm.example', ca })
    line.on('secureConnect', () => resolve(line.getPeerCertificate().subjectaltname)).on('error', resolve)
    line.on('secureConnect', () => line.end())
  })
  expect(names).toContain('DNS:crm.example')
  await end('SIGTERM')
})

describe('a server that speaks HTTPS', () => {
  let server: MockServer
  let ca: string
  const problems: string[] = []

  beforeAll(async () => {
    const folder = join(root, 'server')
    const { caFile } = await certificateIn(folder, ['mock.example'])
    ca = readFileSync(caFile!, 'utf8')
    const files = { tlsCert: join(folder, 'cert.pem'), tlsKey: join(folder, 'key.pem') }
    const onProblem = (problem: string): void => void problems.push(problem)
    const heard = { allowedHosts: ['mock.example'], onProblem }
    server = await startMockServer({ ...files, ...heard, port: 0, records: 0, keepAlive: 7 })
  })
  afterAll(() => server.close())

  const port = (): number => Number(new URL(server.url).port)

  /** A request over HTTP/1.1. */
  const over1 = (path: string, host = 'localhost') =>
    new Promise<{ status: number; headers: object; body: string }>((resolve, reject) => {
      get(
        { ca, host: '127.0.0.1', servername: host, port: port(), path, headers: { host: `${host}:${port()}` } },
        res => {
          let body = ''
          res.on('data', part => (body += part))
          res.on('end', () => resolve({ status: res.statusCode!, headers: res.headers, body }))
        },
      ).on('error', reject)
    })

  /** A request over HTTP/2. */
  const over2 = (headers: Record<string, string>, body?: string) =>
    new Promise<{ headers: Record<string, unknown>; body: string }>((resolve, reject) => {
      const session = connectHttp2(`https://localhost:${port()}`, { ca })
      const stream = session.request(headers, { endStream: body === undefined })
      let text = ''
      let got = {}
      stream.on('response', answer => (got = { ...answer }))
      stream.on('data', part => (text += part))
      stream.on('end', () => session.close())
      stream.on('close', () => {
        session.close()
        if (stream.rstCode === 0) resolve({ headers: got, body: text })
      })
      for (const source of [stream, session]) source.on('error', reject)
      if (body !== undefined) stream.end(body)
    })

  test('says so in its addresses, and proves to be each of its hosts', async () => {
    expect(server.url).toMatch(/^https:/)
    expect(server.baseUrl('salesman')).toMatch(/^https:/)
    for (const host of ['localhost', 'mock.example']) {
      const { status, body } = await over1('/__admin/sandboxes/default', host)
      const { urls } = JSON.parse(body)
      expect({ status, url: urls.vodyanoy }).toEqual({ status: 200, url: `https://${host}:${port()}/api` })
    }
  })

  test('says so in what it exports', async () => {
    await over1('/~export/api/lite')
    const lines = await over1('/__admin/sandboxes/export/requests/r1?format=http')
    expect(lines.body).toContain(`https://localhost:${port()}/~export/api/lite`)
  })

  test('keeps an idle connection as long as it was told', async () => {
    expect((await over1('/api/lite')).headers).toMatchObject({ 'keep-alive': 'timeout=7' })
  })

  test('answers over HTTP/2 what it answers over HTTP/1.1', async () => {
    const body = JSON.stringify({ naimenovanie: 'Прочный' })
    const made = await over2(
      { ':method': 'POST', ':path': '/~h2/api/clients', 'content-type': 'application/json' },
      body,
    )
    expect(made.headers).toMatchObject({ ':status': 200, 'content-type': 'application/json; charset=utf-8' })
    const { requests } = JSON.parse((await over1('/__admin/sandboxes/h2/requests')).body)
    expect(requests).toMatchObject([{ method: 'POST', body, headers: { host: `localhost:${port()}` } }])
    expect(Object.keys(requests[0].headers).sort()).toEqual(['content-type', 'host', 'transfer-encoding'])
    const { result } = JSON.parse(made.body)
    const again = await over2({ ':path': `/~h2/api/clients/${result}` })
    expect(again.body).toBe((await over1(`/~h2/api/clients/${result}`)).body)
  })

  test('guards the host that HTTP/2 names', async () => {
    const answer = await over2({ ':path': '/__admin/health', ':authority': 'evil.example' })
    expect(answer.headers[':status']).toBe(421)
  })

  test('breaks the stream where a fault breaks the connection', async () => {
    const box = await (await connect(server.url, { ca })).sandbox('broken')
    for (const abort of ['reset', 'empty', 'truncate', 'garbage'] as const) {
      await box.faults.add({ match: { api: 'vodyanoy' }, times: 1, abort })
      await expect(over2({ ':path': '/~broken/api/clients' }), abort).rejects.toThrow('Stream closed with error code')
    }
    expect((await over2({ ':path': '/~broken/api/clients' })).headers[':status']).toBe(200)
  })

  test('tells of who speaks plain HTTP to it', async () => {
    await fetch(server.url.replace('https', 'http')).catch(() => null)
    await expect
      .poll(() => problems)
      .toEqual([expect.stringMatching(/^A client spoke http:\/\/ to a port where https/)])
  })
})

test('a plain server tells once of who speaks TLS to it', async () => {
  const problems: string[] = []
  const server = await startMockServer({ port: 0, records: 0, onProblem: problem => problems.push(problem) })
  const port = Number(new URL(server.url).port)
  const refused = () =>
    new Promise(resolve => connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false }).on('error', resolve))
  await refused()
  await refused()
  expect(problems).toEqual([
    `A client spoke https:// to port ${port}, where plain http:// is spoken. Give it an address with http://, or start the server with --https.`,
  ])
  await server.close()
})

test.each([
  [{ tlsCert: 'cert.pem' }, 'Cannot start: --tls-cert needs --tls-key too. Give both files.'],
  [{ tlsCert: 'none.pem', tlsKey: 'none.pem' }, 'Cannot read none.pem: the file does not exist. Check the path.'],
  [
    { tlsCert: 'package.json', tlsKey: 'package.json' },
    'Cannot use the certificate package.json with the key package.json: they must be PEM, without a passphrase, and belong together.',
  ],
])('%j is refused in words', async (options, why) => {
  await expect(startMockServer({ port: 0, ...options })).rejects.toThrow(why)
})
