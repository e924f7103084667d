import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openerOf } from '../../src/cli/running/open.ts'
import { type Bundle, connect, startMockServer } from '../../src/index.ts'
import { send } from '../support/server.ts'
import { command, failingLine, main, type Started, started } from './command.ts'

const root = mkdtempSync(join(tmpdir(), 'poligon-running-'))
afterAll(() => rmSync(root, { recursive: true }))

const folderOf = (name: string, files: Readonly<Record<string, string>> = { 'package.json': '{}' }): string => {
  const folder = join(root, name)
  mkdirSync(folder, { recursive: true })
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}

const ACCOUNT = { apikey: 't1xdeOwWSIqgDol70CkRdK3WD4N4cm', login: 'vladislav@isaler.ru' }
const add = (url: string, title: string, sandbox = 'default') =>
  send(url, { method: 'POST', path: `/~${sandbox}/developer/v3/client/add`, headers: ACCOUNT, body: { title } })

describe('beside a server that was started in this folder', () => {
  const folder = folderOf('project')
  let server: Started
  /** What a command prints, where it ends well. */
  const says = async (line: string | readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await command(typeof line === 'string' ? line.split(' ') : line, folder)
    expect({ line, code, stderr }).toEqual({ line, code: 0, stderr: '' })
    return stdout
  }

  beforeAll(async () => {
    const args = ['--port', '0', '--scenario', 'blank', '--https', '--admin-token', 's3cret', '--quiet']
    server = await started(args, join(root, 'ready.json'), folder)
  })
  afterAll(() => server.end('SIGTERM'))

  const box = async (name: string) => {
    const ca = readFileSync(server.ready.caFile!, 'utf8')
    return (await connect(server.ready.url, { token: 's3cret', ca })).sandbox(name)
  }
  /** A request that a sandbox gets. */
  const ask = (path: string, body?: object) => {
    const args = [
      '--silent',
      '--cacert',
      server.ready.caFile!,
      ...Object.entries(ACCOUNT).flatMap(([n, v]) => ['-H', `${n}: ${v}`]),
    ]
    const data = body ? ['-H', 'content-type: application/json', '--data-binary', JSON.stringify(body)] : []
    const curl = spawn('curl', [...args, ...data, `${server.ready.url}${path}`])
    return new Promise(resolve => curl.once('close', resolve))
  }

  test('the folder says where it is, kept out of git', () => {
    expect(JSON.parse(readFileSync(join(folder, '.poligon/ready.json'), 'utf8'))).toEqual(server.ready)
    expect(server.ready).toMatchObject({
      url: expect.stringMatching(/^https:/),
      caFile: join(folder, '.poligon/tls/ca.pem'),
    })
    expect(readFileSync(join(folder, '.poligon/.gitignore'), 'utf8')).toBe('*\n')
  })

  test('why: the operation, the rule, the record, the readings, the changes', async () => {
    await box('whys')
    for (let i = 0; i < 2; i++) await ask('/~whys/developer/v3/client/add', { title: 'ООО Ромашка' })
    expect((await says('requests --sandbox whys')).split('\n')[1]).toMatch(/ → 406 client\.add duplicate \d+\.\d ms$/)
    const first = (await says('why r1 --sandbox whys')).split('\n').slice(1)
    expect(first.filter(line => !line.startsWith('  readings: '))).toEqual([
      '  operation: salesman client.add (salesman.txt: Запрос “add”)',
      '  changed: clients 6274 new',
      expect.stringMatching(/^ {2}changed: history \d+ new$/),
      '',
    ])
    const lines = (await says('why r2 --sandbox whys')).split('\n').slice(1)
    expect(lines).toEqual(
      expect.arrayContaining([
        '  rule: duplicate: Найден существующий клиент (salesman.txt: Запрос “add”: Возможные ответы в случае ошибок)',
        '  because of: clients 6274, title',
        expect.stringMatching(/^ {2}readings: salesman\.status=code: Which HTTP status .+ other answers: ok$/),
      ]),
    )
    const { why } = JSON.parse(await says('why r2 --sandbox whys --json'))
    expect(why.rule.id).toBe('duplicate')
  })

  test('coverage: what was tried, and what was not', async () => {
    const covered = await box('covered')
    await covered.faults.add({ match: { operation: 'salesman client.delete' }, status: 500 })
    await ask('/~covered/developer/v3/client/add', { title: 'ООО Ромашка', nope: 1 })
    await ask('/~covered/developer/v3/client/ad')
    const lines = (await says('coverage --sandbox cov*')).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining([
        ...['salesman', '  operations: 1 of 7', '  not tried: client.delete', '  not tried: salesman.status = ok'],
        '  not tried: client.add 406 Найден существующий клиент (salesman.txt: Запрос “add”: Возможные ответы в случае ошибок)',
        expect.stringMatching(/^violations: undocumented 1/),
        'faults: 1 arranged, 0 struck',
        expect.stringMatching(/^never struck: covered f1: .*salesman client\.delete.*\.$/),
        'requests that no operation answers: 1',
      ]),
    )
    expect(await says('coverage --sandbox cov* --markdown')).toMatch(/\| salesman \| 1 of 7 \| \d+ of \d+ \|/)
    expect(JSON.parse(await says('coverage --sandbox cov* --json'))).toMatchObject({ unmatched: 1 })
  })

  test('requests, changes, reset: what came, what it changed, and back', async () => {
    await box('shop')
    await ask('/~shop/developer/v3/client/add', { title: 'ООО Ромашка' })
    await ask('/~shop/developer/v3/client/list?nope=1')
    const lines = (await says('requests --sandbox shop')).split('\n')
    expect(lines).toEqual([
      expect.stringMatching(/^\d\d:\d\d:\d\d r1 POST \/developer\/v3\/client\/add → 200 client\.add \d+\.\d ms$/),
      expect.stringMatching(
        /^\d\d:\d\d:\d\d r2 GET \/developer\/v3\/client\/list\?nope=1 → 200 client\.list \d+\.\d ms$/,
      ),
      expect.stringMatching(/^ {2}violation undocumented: body\.nope "1" \(salesman\.txt: /),
      '',
    ])
    const { total, requests } = JSON.parse(await says('requests --sandbox shop --json'))
    expect([total, requests[0].body]).toEqual([2, '{"title":"ООО Ромашка"}'])
    expect(await says('changes --sandbox shop')).toMatch(/^salesman clients \d+ new\n(.*\n)* {2}title: "ООО Ромашка"\n/)
    expect(await says('reset --sandbox shop')).toBe('Sandbox shop is back at its start.\n')
    expect(await says('changes --sandbox shop')).toBe('Nothing differs from the start.\n')
    expect(await says('requests --sandbox shop')).toBe('No requests yet.\n')
  })

  test('requests --unmatched: what no operation answers, and what was perhaps meant', async () => {
    await box('slips')
    expect(await says('requests --unmatched --sandbox slips')).toBe('No requests yet.\n')
    await ask('/~slips/developer/v3/client/list')
    expect(await says('requests --unmatched --sandbox slips')).toBe('A documented operation answers every request.\n')
    await ask('/~slips/developer/v3/client/lst')
    await ask('/~slips/developr/v3/client/list')
    expect((await says('requests --unmatched --sandbox slips')).split('\n')).toEqual([
      expect.stringMatching(/ r2 GET \/developer\/v3\/client\/lst → \d+ no operation /),
      expect.stringMatching(/^ {2}nearest: salesman client\.list, /),
      expect.stringMatching(/ r3 GET \/developr\/v3\/client\/list → 404 no API /),
      expect.stringMatching(/^ {2}nearest: salesman client\.list, /),
      '',
    ])
    expect(JSON.parse(await says('requests --unmatched --json --sandbox slips')).requests).toMatchObject([
      { id: 'r2' },
      { id: 'r3', nearest: ['salesman client.list', expect.any(String), expect.any(String)] },
    ])
  })

  test('clock: shows, sets, moves, freezes and runs it', async () => {
    await box('clock')
    const clock = (line: string) => says(`clock --sandbox clock ${line}`.trim())
    expect(await clock('--set 2024-03-01T09:00:00+03:00 --freeze')).toBe('2024-03-01T09:00:00+03:00, stands still\n')
    expect(await clock('--advance 1h')).toBe('2024-03-01T10:00:00+03:00, stands still\n')
    expect(await clock('--run')).toMatch(/^2024-03-01T10:00:0\d(\.\d{3})?\+03:00, ticks\n$/)
    expect(JSON.parse(await clock('--json'))).toMatchObject({ frozen: false })
  })

  test('faults: arranges them in JSON or YAML, lists and removes them', async () => {
    await box('faulty')
    const faults = (...args: string[]) => says(['faults', '--sandbox', 'faulty', ...args])
    expect(await faults()).toBe('No faults are arranged.\n')
    expect(await faults('add', '{match: {operation: salesman client.list}, times: 1, status: 500}')).toMatch(/^f1: /)
    expect(await faults('add', '{"match": {"api": "kaktus"}, "hold": true}')).toMatch(/^f2: /)
    expect((await faults()).split('\n')).toEqual([
      expect.stringMatching(/^f1 {2}/),
      expect.stringMatching(/^f2 {2}/),
      '',
    ])
    expect(await faults('release', 'f2')).toBe('The answers that fault f2 held back are sent.\n')
    expect(await faults('remove', 'f1')).toBe('Fault f1 is removed.\n')
    expect((await (await box('faulty')).faults.list()).map(({ id }) => id)).toEqual(['f2'])
  })

  test('state: a scenario, as JSON or, by the name of the file, YAML', async () => {
    await box('kept')
    await ask('/~kept/developer/v3/client/add', { title: 'ООО Ромашка' })
    expect(JSON.parse(await says('state --sandbox kept'))).toMatchObject({ empty: true })
    expect(await says('state --sandbox kept --out kept.yaml')).toBe('Written to kept.yaml.\n')
    expect(readFileSync(join(folder, 'kept.yaml'), 'utf8')).toContain('title: ООО Ромашка')
    expect(await says('scenarios check kept.yaml')).toBe('kept.yaml: fits\n')
  })

  test('sandboxes: makes, lists and drops them', async () => {
    expect(await says('sandboxes add mine')).toBe('Sandbox mine is created.\n')
    expect(await says('sandboxes')).toMatch(/^mine +blank +seed 1 +\d{4}-.*, ticks$/m)
    expect(await says('sandboxes drop mine')).toBe('Sandbox mine is dropped.\n')
    expect(await command(['sandboxes', 'drop', 'mine'], folder)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^There is no sandbox "mine"\. npx poligon sandboxes .*\n$/),
    })
  })

  test.each([
    ['why r9', 'There is no request "r9". npx poligon requests lists them; a reset or a full journal loses them.'],
    [
      'changes --sandbox none',
      'There is no sandbox "none". npx poligon sandboxes lists them, npx poligon sandboxes add',
    ],
    ['faults remove f9', 'There is no fault "f9". npx poligon faults lists them.'],
    ['sandboxes drop default', 'The sandbox "default" always exists. npx poligon reset --sandbox NAME takes it back'],
    ['sandboxes add default', 'There is already a sandbox "default". npx poligon reset --sandbox NAME takes it back'],
    ['clock --set 2024-13-01', 'now must be ISO 8601 such as 2024-03-01T09:00:00+03:00, not "2024-13-01".'],
    ['faults add {"status":5000}', 'status must be 599 or less, not 5000.'],
    ['requests --token wrong', '/__admin needs the token of this server. Give it by --token or POLIGON_TOKEN;'],
    ['state --out none/a.json', 'Cannot write none/a.json: its folder does not exist (ENOENT). Choose another path.'],
  ])('%s: what cannot be done is told with a command, not with a route', async (line, why) => {
    const said = await failingLine(line, 1, folder)
    expect(said.startsWith(why)).toBe(true)
    expect(said).not.toMatch(/GET|POST|PUT|DELETE|__admin\/|“errors”/)
  })

  test('and in Russian', async () => {
    const said = async (...line: string[]) => (await command(line, folder, { LANG: 'ru_RU.UTF-8' })).stderr
    expect(await said('why', 'r9')).toBe(
      'Запроса «r9» нет. Список: npx poligon requests. После сброса и при полном журнале запросы теряются.\n',
    )
    expect(await said('faults', 'add', '{match: {operation: salesman client.ad}, status: 500}')).toBe(
      'match.operation — такой операции нет; похожи на неё salesman client.add, salesman client.list, salesman client.info.\n',
    )
    expect(await said('state', '--out', 'none/a.json')).toBe(
      'Не удаётся записать none/a.json: такой папки нет (ENOENT). Укажите другой путь.\n',
    )
  })

  test('a server that is asked by the wrong scheme is told as such', async () => {
    const { stderr } = await command(['requests', '--url', server.ready.url.replace('https', 'http')], folder)
    expect(stderr).toContain('it closed the connection; perhaps it speaks https://')
    const plain = await started(['--port', '0', '--quiet'], join(root, 'plain.json'), folderOf('plain', {}))
    const secure = plain.ready.url.replace('http', 'https')
    expect((await command(['requests', '--url', secure], folder)).stderr).toContain('it speaks http://, not https://')
    await plain.end('SIGTERM')
  })

  test('requests --follow --json: every line is a whole entry, what came before and what comes', async () => {
    const other = await started(['--port', '0', '--quiet', '--scenario', 'blank'], join(root, 'whole.json'))
    await add(other.ready.url, 'Первый')
    const follow = spawn(process.execPath, [main, 'requests', '--follow', '--json', '--url', other.ready.url])
    let out = ''
    follow.stdout.on('data', part => (out += part))
    await expect.poll(() => out).toMatch(/\n$/)
    await add(other.ready.url, 'Второй')
    await expect.poll(() => out).toMatch(/\n.*\n$/)
    const [first, second] = out
      .trimEnd()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(Object.keys(second)).toEqual(Object.keys(first))
    expect([first, second]).toMatchObject([{ id: 'r1' }, { id: 'r2', body: '{"title":"Второй"}', response: {} }])
    follow.kill()
    await other.end('SIGTERM')
  })

  test('requests --follow ends where its reader does', async () => {
    const other = await started(['--port', '0', '--quiet', '--scenario', 'blank'], join(root, 'head.json'))
    await add(other.ready.url, 'Первый')
    const follow = spawn(process.execPath, [main, 'requests', '--follow', '--url', other.ready.url])
    const gone = new Promise(resolve => follow.once('exit', resolve))
    await new Promise(resolve => follow.stdout.once('data', resolve))
    follow.stdout.destroy()
    await add(other.ready.url, 'Второй')
    expect(await gone).toBe(0)
    await other.end('SIGTERM')
  })

  test('requests --follow: what is there, then what comes, until the server is gone', async () => {
    const other = await started(['--port', '0', '--quiet', '--scenario', 'blank'], join(root, 'other.json'))
    await add(other.ready.url, 'Первый')
    const follow = spawn(process.execPath, [main, 'requests', '--follow', '--url', other.ready.url])
    let [out, err] = ['', '']
    follow.stdout.on('data', part => (out += part))
    follow.stderr.on('data', part => (err += part))
    const gone = new Promise(resolve => follow.once('close', resolve))
    await expect.poll(() => out, { timeout: 5000 }).toMatch(/ r1 POST .* → 200 client\.add .*\n$/)
    await add(other.ready.url, 'Второй')
    await expect.poll(() => out).toMatch(/ r1 .*\n.* r2 POST .* → 200 client\.add .*\n$/)
    await (await connect(other.ready.url)).reset()
    await add(other.ready.url, 'Первый')
    await expect.poll(() => out).toMatch(/ r1 .*\n.* r2 .*\n.* r1 POST .* → 200 client\.add .*\n$/)
    await other.end('SIGTERM')
    expect([await gone, err]).toEqual([1, `The server at ${other.ready.url} is gone.\n`])
  })

  test('of two servers in a folder the later one counts, and leaves the file of no other', async () => {
    const first = await started(['--port', '0', '--quiet'], join(root, 'first.json'), folderOf('two'))
    const second = await started(['--port', '0', '--quiet'], join(root, 'second.json'), folderOf('two'))
    const ready = join(root, 'two/.poligon/ready.json')
    await first.end('SIGTERM')
    expect(JSON.parse(readFileSync(ready, 'utf8'))).toEqual(second.ready)
    await second.end('SIGTERM')
    expect(existsSync(ready)).toBe(false)
  })
})

describe('which server is meant', () => {
  test('POLIGON_URL comes before the ready file, --url before both', async () => {
    const folder = folderOf('meant')
    mkdirSync(join(folder, '.poligon'), { recursive: true })
    const dead = 'http://127.0.0.1:1'
    const says = (url: string) => ({
      code: 1,
      stdout: '',
      stderr: `Cannot reach a server at ${url}: nothing listens there (ECONNREFUSED). Start one with npx poligon, or name another with --url.\n`,
    })
    writeFileSync(join(folder, '.poligon/ready.json'), JSON.stringify({ url: `${dead}1`, pid: 1, adminToken: null }))
    const env = { POLIGON_URL: `${dead}2` }
    expect(await command(['reset'], folder, env)).toEqual(says(`${dead}2`))
    expect(await command(['reset', '--url', `${dead}3`], folder, env)).toEqual(says(`${dead}3`))
  })

  test('a folder without package.json gets no ready file', async () => {
    const folder = folderOf('bare', {})
    const server = await started(['--port', '0', '--quiet'], join(root, 'bare.json'), folder)
    expect(existsSync(join(folder, '.poligon'))).toBe(false)
    await server.end('SIGTERM')
  })
})

describe('replay', () => {
  const folder = folderOf('replay')
  let bundle: Bundle
  beforeAll(async () => {
    await using server = await startMockServer({ port: 0, scenario: 'blank' })
    const box = await server.sandbox('w1')
    for (let i = 0; i < 2; i++) await add(server.url, 'ООО Ромашка', 'w1')
    bundle = await box.bundle()
  })
  const file = (name: string, text: unknown): string => {
    writeFileSync(join(folder, name), typeof text === 'string' ? text : JSON.stringify(text))
    return name
  }

  test('says that every answer is the same, on a server of its own', async () => {
    expect(await command(['replay', file('same.json', bundle)], folder)).toEqual({
      ...{ code: 0, stdout: 'All 2 answers are the same.\n', stderr: '' },
    })
  })

  test('shows the first answer that differs, under other readings for one', async () => {
    const { code, stdout } = await command(['replay', 'same.json', '--reading', 'salesman.status=ok'], folder)
    expect({ code, lines: stdout.split('\n') }).toEqual({
      code: 1,
      lines: ['Answer 2 of 2 differs: POST /~w1/developer/v3/client/add', '  status', '  was: 406', '  is: 200', ''],
    })
    const [first] = bundle.requests
    const body = first!.response.body.replace('6274', '1')
    const other = { ...bundle, requests: [{ ...first, response: { ...first!.response, body } }] }
    const { stdout: told } = await command(['replay', file('other.json', other)], folder)
    expect(told.split('\n').slice(1)).toEqual(['  body.data', '  was: 1', '  is: 6274', ''])
  })

  test.each([
    ['none.json', null, 'the file does not exist'],
    ['.', null, 'it is a folder (EISDIR)'],
    ['broken.json', '{', 'it is not JSON'],
    ['list.json', '[]', 'it has no list “requests”'],
    ['timeless.json', '{"requests":[]}', 'it has no clock'],
  ])('%s is refused in one line', async (name, text, why) => {
    if (text !== null) file(name, text)
    expect(await command(['replay', name], folder)).toEqual({
      ...{ code: 1, stdout: '', stderr: `Cannot read the bundle ${name}: ${why}. Check the file.\n` },
    })
  })
})

test('the dashboard opens by what each system has, through no shell', () => {
  expect((['darwin', 'win32', 'linux'] as const).map(platform => openerOf(platform, undefined)[0])).toEqual([
    'open',
    'rundll32',
    'xdg-open',
  ])
  expect(openerOf('linux', 'firefox')).toEqual(['firefox'])
})
