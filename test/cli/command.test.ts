import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import request from 'supertest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { connect } from '../../src/index.ts'
import { send } from '../support/server.ts'
import { withoutPackages } from '../support/without-package.ts'
import { command, failingLine, type Started, started } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

const inFolder = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

describe('what the command line says wrongly is told in one line, and ends with 2', () => {
  test.each([
    ['--port 99999', '--port must be a whole number from 0 to 65535, not “99999”. See npx poligon --help.'],
    ['--port', '--port needs a value.'],
    [
      '--records -1',
      '--records must be a whole number from 0 to 1000000, or one for an API as in salesman=200, not “-1”.',
    ],
    ['--records salesman=x', 'as in salesman=200, not “salesman=x”.'],
    ['--reading nope=1', 'readings.nope is not a reading.'],
    ['--reading vodyanoy.creatd=201', 'readings.vodyanoy.creatd is not a reading. Did you mean “created”?'],
    [
      '--reading vodyanoy.created=202',
      'readings.vodyanoy.created must be 200 or 201, not "202". Did you mean “200”? See npx poligon readings.',
    ],
    ['--reading salesman.status=okk', 'not "okk". Did you mean “ok”?'],
    ['--profile vodyanoy=x', 'profiles.vodyanoy must be documented, not "x"'],
    ['--now tomorrow', 'now must be ISO 8601'],
    ['--timezone Moscow', 'not "Moscow". Did you mean “Europe/Moscow”? See npx poligon --help.'],
    ['--api salesmen', 'Cannot find API “salesmen”: there is no such API. Did you mean “salesman”?'],
    ['--sandbox-ttl 1x', '--sandbox-ttl must be a time such as 90s, 15m or 1h, not “1x”.'],
    ['--drain soon', '--drain must be a time such as 90s, 15m or 1h, not “soon”.'],
    [
      '--public-url mock.example.com',
      '--public-url must be a URL such as https://mock.example.com, without query, not “mock.example.com”.',
    ],
    ['--admin-token ', '--admin-token must not be empty. See npx poligon --help.'],
    [
      '--allowed-host http://crm.test',
      '--allowed-host must be a host name or an address, without scheme, port and path',
    ],
    [
      '--allow-webhooks crm.test:80',
      '--allow-webhooks must be a host name or an address, without scheme, port and path',
    ],
    ['--log xml', '--log must be one of pretty, json, off, not “xml”.'],
    ['--prot 1', 'unknown option “--prot”. Did you mean “--port”?'],
    ['frob', 'unknown command “frob”. See npx poligon --help.'],
    ['sandboxs', 'unknown command “sandboxs”. Did you mean “sandboxes”?'],
    ['scenarios chek', 'unknown command “chek”. Did you mean “check”? See npx poligon scenarios --help.'],
    ['help frob', 'unknown command “frob”. See npx poligon --help.'],
    ['help replya', 'unknown command “replya”. Did you mean “replay”?'],
    ['reset --sandbox a/b', '--sandbox must be 1 to 63 of a-z, 0-9, “.”, “_” and “-”'],
    ['coverage --json --markdown', '--markdown and --json cannot be used together.'],
    ['why', '“rid” is missing. See npx poligon why --help.'],
    ['reset w1', 'unexpected argument “w1”.'],
    ['clock --advance 1h --set 2024-01-01', '--advance and --set cannot be used together.'],
    ['readings nope', 'Cannot find API “nope”'],
    ['requests --url nope', 'Cannot use --url “nope”: it is not an address.'],
  ])('%s', async (line, why) => {
    const said = await failingLine(line, 2, folder)
    expect(said).toContain(why)
    expect(said).toMatch(/^Cannot /)
  })
})

describe('what the world lacks is told in one line, and ends with 1', () => {
  test.each([
    [
      '--scenario blnk',
      /^Cannot start from scenario "blnk": it is not the name of a scenario\. Did you mean “blank”\? Choose/,
    ],
    ['--scenario bad.yaml', /^Cannot use the scenario bad\.yaml:2:1 seed must be 0 or more, not -1\. Fix it there\.$/],
    ['--scenario none.yaml', /^Cannot read the scenario none\.yaml: the file does not exist\./],
    ['--config none.json', /^Cannot read the config none\.json: the file does not exist\./],
    ['--config bad.json', /^Cannot use the config bad\.json:1:2: port must be a whole number/],
    ['--config folder.json', /^Cannot read the config folder\.json: it is a folder \(EISDIR\)\. Check the path\.$/],
    ['--scenario folder.json', /^Cannot read the scenario folder\.json: it is a folder \(EISDIR\)\. Check the path\.$/],
    ['--tls-cert folder.json --tls-key x', /^Cannot read folder\.json: it is a folder \(EISDIR\)\. Check the path\.$/],
    [
      '--port 0 --ready-file bad.yaml/ready',
      /^Cannot write the ready file bad\.yaml\/ready: a part of the path is not a folder \(\w+\)\. Choose another path\.$/,
    ],
  ])('%s', async (line, why) => {
    inFolder('bad.yaml', 'extends: blank\nseed: -1\n')
    inFolder('bad.json', '{"port": -1}')
    mkdirSync(join(folder, 'folder.json'), { recursive: true })
    expect(await failingLine(`--quiet ${line}`, 1, folder)).toMatch(why)
  })

  test('a taken port', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as AddressInfo
    const { code, stderr } = await command(['--port', String(port)])
    other.close()
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `Cannot listen on 127.0.0.1:${port}: the port is taken. Stop what uses it, or choose another with --port.\n`,
    })
  })
})

describe('a started server', () => {
  let server: Started

  beforeAll(async () => {
    inFolder('mock-server.config.yaml', 'records: 0\nreadings: { vodyanoy.created: 201, vodyanoy.total: matching }\n')
    const args = ['--port', '0', '--reading', 'vodyanoy.created=200', '--sandbox-ttl', '2h', '--admin-token', 's3cret']
    server = await started(args, join(folder, 'ready.json'), folder)
  })

  test('writes where it is, as whom, and with which token', () => {
    expect(server.ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      pid: expect.any(Number),
      adminToken: 's3cret',
    })
    expect(statSync(join(folder, 'ready.json')).mode & 0o077).toBe(0)
  })

  test('prints each API’s address, its credentials, and requests that work', async () => {
    await expect.poll(server.stdout).toContain('A sandbox of your own')
    expect(server.stdout()).toMatch(/^poligon \d+\.\d+\.\d+ listens on http/)
    expect(server.stdout().trimEnd().split('\n').at(-1)).toBe(`dashboard: ${server.ready.url}/__admin/ui`)
    expect(server.stdout()).toContain('curl -H "sid: rkeeper-sid" ')
    expect(server.stdout()).toContain(`${server.ready.url}/api/lite`)
    expect(server.stdout()).toContain('token vodyanoy-token')
    const [, url] = /^ {2}curl "([^"]+)"$/m.exec(server.stdout())!
    await request(url!).get('').expect(200)
  })

  test('takes the command line over the config file, and the config file over the scenario', async () => {
    const control = await connect(server.ready.url, { token: 's3cret' })
    expect((await control.readings.get()).readings).toMatchObject({
      'vodyanoy.created': '200',
      'vodyanoy.total': 'matching',
    })
    const list = await send(server.ready.url, { path: '/api/clients' })
    expect(list.body).toMatchObject({ total: 3 })
    expect(list.headers).toMatchObject({ 'keep-alive': 'timeout=75' })
  })

  test('ends cleanly and within a second at SIGTERM, with connections open', async () => {
    const hanging = request(server.ready.url)
      .get('/__admin/events')
      .auth('s3cret', { type: 'bearer' })
      .catch(() => 'cut off')
    const { code, took } = await server.end('SIGTERM')
    expect(code).toBe(0)
    expect(took).toBeLessThan(1000)
    await hanging
    // Its output is no terminal: of the requests above no line was printed.
    expect(server.stdout().trimEnd().split('\n').at(-1)).toMatch(/^dashboard: /)
  })
})

test('--public-url is the address in the banner', async () => {
  const args = ['--port', '0', '--api', 'vodyanoy', '--public-url', 'https://mock.example.com/']
  const server = await started(args, join(folder, 'public.json'), packageRoot)
  await expect.poll(server.stdout).toContain('dashboard')
  expect(server.stdout()).toContain(`listens on ${server.ready.url} for https://mock.example.com, scenario`)
  expect(server.stdout().match(/https?:\/\/[^\s,']+/g)).toEqual([
    server.ready.url,
    'https://mock.example.com',
    'https://mock.example.com/api',
    expect.stringContaining('https://mock.example.com/api/'),
    'https://mock.example.com/__admin/health',
    'https://mock.example.com/~w1/api',
    'https://mock.example.com/__admin/ui',
  ])
  await server.end('SIGTERM')
})

test('its curl lines trust its own certificate where that is what the public URL shows, and no proxy’s', async () => {
  const args = ['--port', '0', '--api', 'vodyanoy', '--https', '--public-url', 'https://mock.example.com']
  const server = await started(args, join(folder, 'proxied.json'), folder)
  await expect.poll(server.stdout).toContain('dashboard')
  await server.end('SIGTERM')
  expect(server.stdout()).toContain(`  curl "https://mock`)
  expect(server.stdout()).toContain(`clients must trust ${server.ready.caFile}`)

  const { port } = new URL(server.ready.url)
  const own = ['--port', port, '--api', 'vodyanoy', '--https', '--public-url', `https://mock.example.com:${port}`]
  const direct = await started(own, join(folder, 'direct.json'), folder)
  await expect.poll(direct.stdout).toContain('dashboard')
  await direct.end('SIGTERM')
  expect(direct.stdout()).toContain(`  curl --cacert "${direct.ready.caFile}" "https://mock`)
})

test('--log json prints a line for each request, with credentials masked, and nothing else; SIGINT ends it', async () => {
  const server = await started(
    ['--port', '0', '--log', 'json', '--records', '0', '--api', 'vodyanoy'],
    join(folder, 'logged.json'),
    packageRoot,
  )
  await send(server.ready.url, { path: '/~w1/api/clients?token=vodyanoy-token' })
  await expect.poll(server.stdout).toMatch(/\n$/)
  const entry = JSON.parse(server.stdout())
  expect(entry).toMatchObject({ sandbox: 'w1', api: 'vodyanoy', operation: 'clients.list', status: 200 })
  expect(server.stdout()).not.toContain('vodyanoy-token')
  expect(server.stderr()).toContain('vodyanoy: ')
  expect(await server.end('SIGINT')).toMatchObject({ code: 0 })
})

test('--db keeps what was written from one run to the next', async () => {
  const args = ['--port', '0', '--quiet', '--records', '0', '--db', join(folder, 'kept.json')]
  const first = await started(args, join(folder, 'made', 'first.json'))
  const made = await send(first.ready.url, {
    method: 'POST',
    path: '/~w1/api/clients',
    body: { naimenovanie: 'Прочный' },
  })
  expect({ status: made.status, printed: first.stdout() }).toEqual({ status: 200, printed: '' })
  await first.end('SIGTERM')
  const second = await started(args, join(folder, 'second.json'))
  const { result: id } = made.body as { result: number }
  expect((await send(second.ready.url, { path: `/~w1/api/clients/${id}` })).body).toMatchObject({
    result: { NAIMENOVANIE: 'Прочный' },
  })
  await second.end('SIGTERM')
})

describe('--db refuses in one line, with exit code 1, and leaves as it is', () => {
  const start = (db: string, ...more: string[]) => command(['--port', '0', '--quiet', '--db', db, ...more])

  test('a file of somebody else', async () => {
    const file = join(folder, 'package.json')
    writeFileSync(file, '{"name":"shop"}\n')
    expect(await start(file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Cannot use the database ${file}: it is not a file of sandboxes. Give another file.\n`,
    })
    expect(readFileSync(file, 'utf8')).toBe('{"name":"shop"}\n')
    expect(readdirSync(folder).filter(name => name.startsWith('package.json'))).toEqual(['package.json'])
  })

  test('an address, whose password is not printed', async () => {
    expect(await start('mysql://me:se@cret@host/db')).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Cannot use the database mysql://…: sandboxes are kept in a file, or behind an address that begins with postgres://. Give one of these.\n',
    })
  })

  test.each([
    ['postgres://me:se@cret@host/db'],
    ['postgres://me:se#cret@host/db'],
    ['postgres://me:12#cret@host/db'],
    ['postgres://me:12/cret@host/db'],
    ['postgres://me:12?cret@host/db'],
    ['postgres://me:se%cret@host/db'],
    ['postgres:me:secret@host/db'],
  ])('a database’s address that cannot be read, %s, without a letter of its password', async db => {
    expect(await start(db)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Cannot use the database postgres://…: its address is not like postgres://USER:PASSWORD@HOST/DATABASE. Fix it; in the password write “@”, “:”, “/”, “?”, “#” and “%” as %40, %3A, %2F, %3F, %23 and %25.\n',
    })
  })

  test.each([
    [
      'postgres://me:secret@127.0.0.1:1/db',
      '127.0.0.1:1/db: connection refused (ECONNREFUSED). Start it, or give another.',
    ],
    [
      'postgres://me:secret@host/db?shema=x',
      'host/db: its address has the parameter "shema". Choose from schema, sslmode, sslrootcert.',
    ],
    [
      'postgres://me:secret@host/db?sslmode=on',
      'host/db: sslmode must be disable, require, verify-full, not "on". Fix the address.',
    ],
  ])('a database that cannot be used, %s', async (db, why) => {
    expect(await start(db)).toEqual({ code: 1, stdout: '', stderr: `Cannot use the database postgres://${why}\n` })
  })

  test('a database where the package pg is not installed', async () => {
    const args = ['--port', '0', '--quiet', '--db', 'postgres://me:secret@127.0.0.1/db']
    expect(await command(args, packageRoot, withoutPackages('pg'))).toMatchObject({
      code: 1,
      stderr: 'Cannot use the database postgres://127.0.0.1/db: the package pg is not installed. Run npm install pg.\n',
    })
  })

  test('one begun with other records, which --db-reset sets aside', async () => {
    const file = join(folder, 'fitting', 'state.json')
    const first = await started(['--port', '0', '--quiet', '--records', '0', '--db', file], join(folder, 'fit.json'))
    await first.end('SIGTERM')
    const before = readFileSync(file, 'utf8')
    const { code, stderr } = await start(file, '--records', '1')
    expect(code).toBe(1)
    expect(stderr).toMatch(/^Cannot use the database .*other records.*\(--db OTHER\), .*\(--db-reset\)\.\n$/)
    const second = await started(
      ['--port', '0', '--quiet', '--records', '1', '--db', file, '--db-reset'],
      join(folder, 'fit2.json'),
    )
    await second.end('SIGTERM')
    const [aside] = readdirSync(join(folder, 'fitting')).filter(name => name.includes('.old-'))
    expect(readFileSync(join(folder, 'fitting', aside!), 'utf8')).toBe(before)
  })
})

test('beyond loopback a token is made, printed, and asked for', async () => {
  const server = await started(['--port', '0', '--host', '0.0.0.0', '--api', 'vodyanoy'], join(folder, 'wide.json'))
  const { url, adminToken } = server.ready
  expect(adminToken).toMatch(/^[\w-]{32}$/)
  await expect.poll(server.stdout).toContain('listens on every address of this machine (0.0.0.0), scenario')
  expect(server.stdout()).toMatch(/^reached at: http:\/\/127\.0\.0\.1:\d+(, http:\/\/\d+\.\d+\.\d+\.\d+:\d+)*$/m)
  await expect.poll(server.stdout).toContain(`Authorization: Bearer ${adminToken}`)
  await expect(connect(url)).rejects.toMatchObject({ status: 401 })
  expect((await (await connect(url, { token: adminToken })).health()).status).toBe('ok')
  await server.end('SIGTERM')
})

test('scenarios, readings, operations and openapi tell what there is', async () => {
  const [scenarios, readings, operations, openapi, admin, version, help] = await Promise.all([
    command(['scenarios']),
    command(['readings', 'vodyanoy']),
    command(['operations']),
    command(['openapi', 'vodyanoy']),
    command(['openapi', 'admin', '--url', 'http://mock.example:7']),
    command(['--version']),
    command(['--help']),
  ])
  expect(scenarios.stdout).toMatch(/^documented {2,}The records of/m)
  expect(readings.stdout).toMatch(/^vodyanoy\.created: .+\n {2}200 \(default\): OK\n {2}201: Created$/m)
  expect(operations.stdout).toMatch(/^vodyanoy clients\.byPhone +GET +\/api\/clients\?tel= +vodyanoy\.txt: /m)
  expect(JSON.parse(openapi.stdout)).toMatchObject({ openapi: expect.stringMatching(/^3\.1/) })
  expect(JSON.parse(admin.stdout)).toMatchObject({ servers: [{ url: 'http://mock.example:7/__admin' }] })
  expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  expect(help.stdout).toContain('--allowed-host <name>')
})

test('scenarios check tells every flaw with its place, of every file', async () => {
  inFolder('fits.yaml', 'extends: blank\n')
  inFolder(
    'flawed.yaml',
    `extends: blank
seed: x
strikt: true
timezone: Moscow
data:
  salesman:
    clients:
      - { clid: 7001, title: 7, iduser: 1 }
      - { clid: 7002, title: ООО Ромашка, iduser: 4711 }
    deals:
      - { did: 1, clid: 7001, status: closed }
      - { did: 2, clid: 7009, status: closed }
`,
  )
  const { code, stdout, stderr } = await command(
    ['scenarios', 'check', 'flawed.yaml', 'none.yaml', 'fits.yaml'],
    folder,
  )
  expect({ code, stdout }).toEqual({ code: 1, stdout: 'fits.yaml: fits\n' })
  expect(stderr.split('\n')).toEqual([
    'flawed.yaml:2:1 seed must be a whole number, not "x"',
    expect.stringMatching(/^flawed\.yaml:3:1 strikt is not known here/),
    expect.stringMatching(/^flawed\.yaml:4:1 timezone must be a time zone .* Did you mean “Europe\/Moscow”\?$/),
    expect.stringMatching(/^flawed\.yaml:8:23 data\.salesman\.clients\[0\]\.title must be a string/),
    'flawed.yaml:9:43 data.salesman.clients[1].iduser refers to users 4711, which does not exist',
    'flawed.yaml:12:19 data.salesman.deals[1].clid refers to clients 7009, which does not exist',
    'Cannot read the scenario none.yaml: the file does not exist. Check the path.',
    '',
  ])
})
