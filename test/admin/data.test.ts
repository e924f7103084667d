import { once } from 'node:events'
import { request } from 'node:http'
import { connect } from 'node:net'
import { describe, expect, test } from 'vitest'
import { lab } from '../support/lab.ts'
import { rows } from '../support/rows.ts'
import { serve, type TestServer } from '../support/server.ts'

const server = await serve({ apis: [lab], scenario: 'empty' })

const at = (rest: string, id = 'default'): string => `/__admin/sandboxes/${id}/data/lab/${rest}`
const patch = (rest: string, body: unknown) => server.send({ method: 'PATCH', path: at(rest), body })
const del = (rest: string) => server.send({ method: 'DELETE', path: at(rest) })

/** Two teams, one above the other, with a member each and what hangs on them. */
function staff({ put }: TestServer): void {
  put('lab', 'teams', { id: 1, name: 'Кадры', code: 'hr' })
  put('lab', 'teams', { id: 2, name: 'Склад', code: 'wh', above: 1, size: 12 })
  put('lab', 'teams', { id: 3, name: 'Архив' })
  put('lab', 'members', { id: 'анна/1', team: 2, mail: 'a@x' })
  put('lab', 'members', { id: 'olga', team: 2, mentor: 'анна/1' })
  put('lab', 'badges', { no: 7, member: 'анна/1' })
}

/** A request whose body is sent in two parts; it has `started` once the server has its head. */
function begin(url: string, { method, path }: { method: string; path: string }, first: string) {
  const req = request(url, { method, path, headers: { 'content-type': 'application/json', expect: '100-continue' } })
  const status = new Promise<number>((resolve, reject) => {
    req.on('error', reject)
    req.on('response', res => res.resume().on('end', () => resolve(res.statusCode!)))
  })
  const started = new Promise<void>(resolve => req.on('continue', resolve)).then(() => void req.write(first))
  return {
    started,
    end(rest: string): Promise<number> {
      req.end(rest)
      return status
    },
  }
}

const ADMIN = 'the data console'

describe('reads', () => {
  const kadry = { id: 1, name: 'Кадры', code: 'hr', above: null }
  const sklad = { id: 2, name: 'Склад', code: 'wh', above: 1, size: 12 }
  const archive = { id: 3, name: 'Архив', code: null, above: null }
  const gives = (says: string, path: string, body: unknown, headers?: Record<string, unknown>) => ({
    docs: ADMIN,
    says,
    given: staff,
    send: { path: at(path) },
    gets: { status: 200, body, ...(headers && { headers }) },
  })
  rows(server, [
    gives('a collection is a list of records as they lie', 'teams', [kadry, sklad, archive]),
    gives('a record is found by an integer key', 'teams/2', sklad),
    gives('a key in a path is percent-decoded', 'members/%D0%B0%D0%BD%D0%BD%D0%B0%2F1', {
      id: 'анна/1',
      team: 2,
      mentor: null,
      mail: 'a@x',
    }),
    gives('a field filters', 'teams?name=%D0%A1%D0%BA%D0%BB%D0%B0%D0%B4', [sklad]),
    gives('a field given twice filters by either', 'teams?id=1&id=3', [kadry, archive]),
    gives('_like is a regular expression', 'teams?name_like=%5E%D0%90', [archive]),
    gives('_gte and _lte bound numbers', 'teams?id_gte=2&id_lte=2', [sklad]),
    gives('_ne excludes', 'teams?id_ne=2', [kadry, archive]),
    gives('q looks in every field', 'teams?q=%D1%81%D0%BA%D0%BB', [sklad]),
    gives('_sort and _order order', 'teams?_sort=id&_order=desc', [archive, sklad, kadry]),
    gives('_page and _limit give a page, and the total in a header', 'teams?_page=2&_limit=2', [archive], {
      'x-total-count': '3',
    }),
    gives('_limit alone counts what filters left', 'teams?id_gte=2&_limit=1', [sklad], { 'x-total-count': '2' }),
    gives('_start and _end cut out', 'teams?_start=1&_end=2', [sklad], { 'x-total-count': '3' }),
  ])

  const refuses = (says: string, path: string, status: number, body: object) => ({
    docs: ADMIN,
    says,
    given: staff,
    send: { path },
    gets: {
      status,
      body: expect.objectContaining(body),
      headers: { 'content-type': expect.stringMatching(/^application\/problem\+json/) },
    },
  })
  rows(server, [
    refuses('an unknown sandbox is 404', at('teams', 'nobody'), 404, { title: 'Unknown sandbox' }),
    refuses('an unknown API is 404 that names those known', '/__admin/sandboxes/default/data/labs/teams', 404, {
      detail: 'There is no API "labs".',
      hint: expect.stringMatching(/\blab\b/),
    }),
    refuses('an unknown collection is 404 that names those known', at('toString'), 404, {
      hint: 'lab has teams, members, badges, notes, visits.',
    }),
    refuses('an unknown key is 404', at('teams/4'), 404, { detail: 'There is no record of lab teams "4".' }),
    refuses('a key of another type is 404', at('teams/1x'), 404, {}),
    refuses('a key written otherwise than a number is 404', at('teams/01'), 404, {}),
    refuses('a path below a record is 404', at('teams/1/notes'), 404, {}),
    refuses('a broken percent encoding is 400', at('teams/%zz'), 400, {}),
    refuses('callback is refused', at('teams?callback=alert'), 400, { errors: [expect.objectContaining({})] }),
    refuses('__proto__ is no filter', at('teams?__proto__=1'), 400, {}),
    refuses('a broken expression is 400', at('teams?name_like=('), 400, {
      detail: expect.stringContaining('name_like'),
    }),
    refuses('a page that is not a number is 400', at('teams?_page=x'), 400, {
      detail: expect.stringContaining('_page'),
    }),
    refuses('every wrong parameter is named', at('teams?_page=0&_limit=-1&_order=up'), 400, {
      detail: expect.stringMatching(/_page.*_limit.*_order/),
    }),
    refuses('_sort given twice is 400', at('teams?_sort=id&_sort=name'), 400, {}),
    refuses('relations of json-server, which ours are not, are refused', at('teams?_embed=notes'), 400, {}),
  ])

  test('a page of a large collection is cut out of a list that is read once', async () => {
    for (let i = 0; i < 300; i++) server.put('lab', 'notes', { team: 0, text: `n${i}` })
    const first = await server.send({ path: at('notes?_page=3&_limit=5') })
    expect({
      texts: (first.body as { text: string }[]).map(({ text }) => text),
      total: first.headers['x-total-count'],
    }).toEqual({
      texts: ['n10', 'n11', 'n12', 'n13', 'n14'],
      total: '300',
    })
    expect(first.headers.link).toContain('_page=4')
  })

  test('HEAD is GET without a body', async () => {
    staff(server)
    const got = await server.send({ method: 'HEAD', path: at('teams/2') })
    expect({ status: got.status, text: got.text }).toEqual({ status: 200, text: '' })
  })
})

describe('writes', () => {
  const post = (says: string, collection: string, body: unknown, gets: object) => ({
    docs: ADMIN,
    says,
    given: staff,
    send: { method: 'POST', path: at(collection), body },
    gets: gets as { status: number },
  })
  const change = (method: string, says: string, path: string, body: unknown, gets: object) => ({
    docs: ADMIN,
    says,
    given: staff,
    send: { method, path: at(path), body },
    gets: gets as { status: number },
  })
  const problem = (status: number, ...paths: string[]) => ({
    status,
    body: expect.objectContaining({
      status,
      ...(paths.length > 0 && { errors: paths.map(path => expect.objectContaining({ path })) }),
    }),
  })
  rows(server, [
    post(
      'a missing key comes from the counter, missing fields from the defaults',
      'teams',
      { name: 'Новый' },
      {
        status: 201,
        body: { id: 100, name: 'Новый', code: null, above: null },
        headers: { location: at('teams/100') },
      },
    ),
    post(
      'a key may be chosen',
      'teams',
      { id: 31, name: 'Новый' },
      {
        status: 201,
        body: { id: 31, name: 'Новый', code: null, above: null },
      },
    ),
    post(
      'a reference may point to nothing by its empty value',
      'members',
      { id: 'x', team: 0 },
      {
        status: 201,
        body: { id: 'x', team: 0, mentor: null, mail: '' },
      },
    ),
    post('a key in use is 409', 'teams', { id: 1, name: 'Ещё' }, problem(409)),
    post(
      'a unique value in use is 409',
      'teams',
      { name: 'Ещё', code: 'hr' },
      {
        status: 409,
        body: expect.objectContaining({ detail: 'teams.code "hr" is taken: teams 1 has it.' }),
      },
    ),
    post('a reference to nothing is 422', 'teams', { name: 'Ещё', above: 9 }, problem(422, 'body.above')),
    post(
      'every broken field is named',
      'teams',
      { name: 'Я', code: 4, colour: 'red' },
      problem(422, 'body.name', 'body.code', 'body.colour'),
    ),
    post('a required field is named', 'teams', {}, problem(422, 'body.name')),
    post('a key of another type is 422', 'badges', { no: '7', member: 'olga' }, problem(422, 'body.no')),
    post('an empty key is 422', 'members', { id: '', team: 1 }, problem(422, 'body.id')),
    post('malformed JSON is 400', 'teams', '{"name":', problem(400)),
    post('an array is 400', 'teams', [{ name: 'Новый' }], problem(400, 'body')),
    post('null is 400', 'teams', 'null', problem(400, 'body')),
    post('no body is 400', 'teams', undefined, problem(400)),
    post('__proto__ is 400 at any depth', 'teams', '{"name":"Новый","x":{"__proto__":{"a":1}}}', problem(400)),
    change(
      'PUT',
      'PUT replaces; what it leaves out takes the default',
      'teams/2',
      { name: 'Двор' },
      {
        status: 200,
        body: { name: 'Двор', id: 2, code: null, above: null },
      },
    ),
    change(
      'PATCH',
      'PATCH changes some fields',
      'teams/2',
      { size: 5 },
      {
        status: 200,
        body: { id: 2, name: 'Склад', code: 'wh', above: 1, size: 5 },
      },
    ),
    change('PATCH', 'the key may be repeated', 'teams/2', { id: 2, size: 5 }, { status: 200 }),
    change('PATCH', 'the key does not change', 'teams/2', { id: 5 }, problem(422, 'body.id')),
    change('PATCH', 'a changed unique value in use is 409', 'teams/2', { code: 'hr' }, problem(409)),
    change('PATCH', 'a changed reference to nothing is 422', 'members/olga', { team: 44 }, problem(422, 'body.team')),
    change('PUT', 'a replaced record must fit its schema', 'teams/2', { name: 1 }, problem(422, 'body.name')),
    change('PUT', 'an unknown key is 404', 'teams/44', { name: 'Двор' }, problem(404)),
    change('PATCH', 'an unknown key is 404 for a change, too', 'teams/44', { name: 'Двор' }, problem(404)),
    change('DELETE', 'an unknown key is 404 for a removal, too', 'teams/44', undefined, problem(404)),
    change('DELETE', 'a record goes', 'teams/3', undefined, { status: 204, text: '' }),
    change('DELETE', 'a record that others refer to stays', 'teams/2', undefined, {
      status: 409,
      body: expect.objectContaining({ by: { collection: 'members', key: 'olga' } }),
    }),
    change(
      'POST',
      'POST to a key is 405',
      'teams/3',
      { name: 'x' },
      {
        status: 405,
        headers: { allow: 'GET, HEAD, PUT, PATCH, DELETE' },
      },
    ),
    change('DELETE', 'DELETE of a collection is 405', 'teams', undefined, {
      status: 405,
      headers: { allow: 'GET, HEAD, POST' },
    }),
    change('PATCH', 'a query of a write is 400', 'teams/2?x=1', { size: 5 }, problem(400, 'query.x')),
  ])

  test('a body over the limit is 413', async () => {
    const got = await server.send({ method: 'POST', path: at('notes'), body: { text: 'я'.repeat(600_000) } })
    expect(got.status).toBe(413)
  })

  test('a refused write leaves records and counters as they were', async () => {
    staff(server)
    const before = server.box.world
    await server.send({ method: 'POST', path: at('teams'), body: { name: 'Ещё', code: 'hr' } })
    await server.send({ method: 'POST', path: at('teams'), body: { name: 'Ещё', above: 9 } })
    expect(server.box.world).toBe(before)
  })

  test('a new key passes over those taken', async () => {
    server.put('lab', 'teams', { id: 100, name: 'Сотня' })
    const got = await server.send({ method: 'POST', path: at('teams'), body: { name: 'Новый' } })
    expect(got.body).toMatchObject({ id: 101 })
  })

  test('what refers to a deleted record goes along or is unbound as the API has it', async () => {
    staff(server)
    expect((await del('members/%D0%B0%D0%BD%D0%BD%D0%B0%2F1')).status).toBe(204)
    expect(server.all('lab', 'badges')).toEqual([])
    expect(server.stored('lab', 'members', 'olga')).toMatchObject({ mentor: null })
  })

  test('a record that refers to itself goes', async () => {
    server.put('lab', 'teams', { id: 8, name: 'Восемь', above: 8 })
    expect((await del('teams/8')).status).toBe(204)
    expect(server.all('lab', 'teams')).toEqual([])
  })

  test('a reference that the API itself leaves behind refuses here', async () => {
    server.put('lab', 'teams', { id: 8, name: 'Восемь' })
    server.put('lab', 'notes', { team: 8 })
    server.put('lab', 'visits', { id: 'v', team: 8 })
    expect(await del('teams/8')).toMatchObject({ status: 409, body: { by: { collection: 'visits', key: 'v' } } })
    expect(server.all('lab', 'notes')).toHaveLength(1)
  })

  test('what already pointed nowhere does not stand in the way of another change', async () => {
    server.put('lab', 'members', { id: 'lost', team: 77 })
    expect((await patch('members/lost', { mail: 'l@x' })).status).toBe(200)
    expect((await patch('members/lost', { team: 78 })).status).toBe(422)
  })

  test('a list shows what was written, at once', async () => {
    await server.send({ path: at('notes') })
    await server.send({ method: 'POST', path: at('notes'), body: { team: 0, text: 'after' } })
    expect((await server.send({ path: at('notes') })).body).toEqual([{ id: 1, team: 0, text: 'after' }])
  })

  test('two sandboxes see nothing of each other', async () => {
    await server.running.sandboxes.create('other', {})
    await server.send({ method: 'POST', path: at('teams', 'other'), body: { id: 1, name: 'Чужие' } })
    expect((await server.send({ path: at('teams') })).body).toEqual([])
    expect((await server.send({ path: at('teams', 'other') })).body).toHaveLength(1)
  })

  test('a sandbox of unchecked references lets records point nowhere, and removes what others refer to', async () => {
    const loose = { method: 'PUT', path: '/__admin/sandboxes/default/state' }
    expect((await server.send({ ...loose, body: { empty: true, references: 'unchecked' } })).status).toBe(200)
    staff(server)
    expect((await patch('members/olga', { team: 44 })).status).toBe(200)
    expect((await patch('members/olga', { team: 2 })).status).toBe(200)
    expect((await del('teams/2')).status).toBe(204)
    expect(server.stored('lab', 'members', 'olga')).toMatchObject({ team: 2 })
    await server.reset({ scenario: 'empty' })
  })

  test('a write that was under way when its sandbox was reset changes nothing', async () => {
    const slow = begin(server.running.url, { method: 'POST', path: at('teams') }, '{"name":')
    await slow.started
    await server.reset()
    expect(await slow.end('"Новый"}')).toBe(409)
    expect(server.all('lab', 'teams')).toEqual([])
  })

  test('a method that a header would put in place of another is not heard', async () => {
    staff(server)
    const got = await server.send({
      method: 'POST',
      path: at('teams'),
      headers: { 'x-http-method-override': 'GET' },
      body: { name: 'Новый' },
    })
    expect(got.status).toBe(201)
  })

  test('what the console does is a change, not a request', async () => {
    await server.send({ method: 'POST', path: at('teams'), body: { id: 5, name: 'Пять' } })
    expect(server.box.journal.entries()).toEqual([])
    expect(server.box.world.tables.get('lab.teams')!.changes.size).toBe(1)
  })

  test('a client that goes away before its answer is no defect', async () => {
    const path = at('teams')
    for (let turns = 0; turns < 40; turns++) {
      const socket = connect({ port: server.running.port, host: '127.0.0.1' })
      await once(socket, 'connect')
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`)
      for (let i = 0; i < turns; i++) await new Promise(resolve => setImmediate(resolve))
      socket.destroy()
      await once(socket, 'close')
    }
    expect(await server.send({ path })).toMatchObject({ status: 200 })
  })
})
