import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plainPaths, type Row, type Setup, shotsAt, type Target, written } from './target.ts'

const installed = (path: string): string => fileURLToPath(new URL(`../node_modules/${path}`, import.meta.url))

const jsonServer0: Target = {
  name: 'json-server 0.17.4',
  kind: 'peer',
  note: 'Writes the whole file with each change.',
  slow: true,
  command: setup => [
    process.execPath,
    installed('json-server-0/lib/cli/bin.js'),
    ...['--quiet', '--host', '127.0.0.1', '--port', String(setup.port)],
    written(setup, 'db.json', { clients: setup.rows }),
  ],
  shots: rows =>
    shotsAt(
      {
        ...plainPaths,
        page: '/clients?_page=1&_limit=10&_sort=name&_order=desc',
        like: (part, page) => `/clients?name_like=${part}&_page=${page}&_limit=10`,
        update: 'PATCH',
      },
      rows,
    ),
}

const newerNode = installed('node/bin/node')

const jsonServer1: Target = {
  name: 'json-server 1 beta',
  kind: 'peer',
  note: 'On Node 22, which it needs. Writes the whole file with each change; `contains` is its LIKE.',
  slow: true,
  missing: existsSync(newerNode) ? undefined : 'the npm package `node` has no binary for this machine',
  command: setup => {
    mkdirSync(join(setup.folder, 'public')) // it insists
    return [
      newerNode,
      installed('json-server-1/lib/bin.js'),
      ...['--host', '127.0.0.1', '--port', String(setup.port)],
      written(setup, 'db.json', { clients: setup.rows.map(row => ({ ...row, id: String(row.id) })) }),
    ]
  },
  shots: rows =>
    shotsAt(
      {
        ...plainPaths,
        page: '/clients?_page=1&_per_page=10&_sort=-name',
        like: (part, page) => `/clients?name:contains=${part}&_page=${page}&_per_page=10`,
        update: 'PATCH',
      },
      rows,
    ),
}

const mockoon: Target = {
  name: 'Mockoon CLI',
  kind: 'peer',
  note: 'A CRUD route over a data bucket. No journal but its last hundred transactions.',
  slow: true,
  command: setup => [
    process.execPath,
    installed('@mockoon/cli/bin/run.js'),
    ...['start', '--data', written(setup, 'mockoon.json', mockoonFile(setup))],
    ...['--port', String(setup.port), '--hostname', '127.0.0.1', '--repair', '--disable-log-to-file'],
  ],
  shots: rows =>
    shotsAt(
      {
        ...plainPaths,
        page: '/clients?page=1&limit=10&sort=name&order=desc',
        like: (part, page) => `/clients?name_like=${part}&page=${page}&limit=10`,
        update: 'PATCH',
      },
      rows,
    ),
  reset: { method: 'POST', path: '/mockoon-admin/state/purge' },
}

const mockoonFile = ({ port, rows }: Setup): object => ({
  uuid: 'bench',
  lastMigration: 33,
  name: 'bench',
  port,
  endpointPrefix: '',
  hostname: '127.0.0.1',
  data: [{ uuid: 'clients', id: 'clnt', name: 'clients', value: JSON.stringify(rows) }],
  routes: [
    {
      uuid: 'crud',
      type: 'crud',
      method: '',
      endpoint: 'clients',
      responses: [
        { uuid: 'r', default: true, bodyType: 'DATABUCKET', databucketID: 'clnt', crudKey: 'id', headers: [] },
      ],
    },
  ],
  rootChildren: [{ type: 'route', uuid: 'crud' }],
})

/** The routes that servers of prepared answers are given: method, path, whether an id follows, status, answer. */
const prepared = (rows: readonly Row[]) =>
  [
    { method: 'GET', path: '/clients', hasId: false, status: 200, body: rows.slice(0, 10) },
    { method: 'GET', path: '/clients', hasId: true, status: 200, body: rows[0] },
    { method: 'POST', path: '/clients', hasId: false, status: 201, body: rows[0] },
    { method: 'PUT', path: '/clients', hasId: true, status: 200, body: rows[0] },
  ] as const

const prism: Target = {
  name: 'Prism',
  kind: 'peer',
  note: 'Static: the examples of an OpenAPI document. It validates; it keeps nothing.',
  slow: true,
  command: setup => [
    process.execPath,
    installed('@stoplight/prism-cli/dist/index.js'),
    ...['mock', written(setup, 'openapi.json', openApi(setup.rows)), '--port', String(setup.port)],
    ...['--host', '127.0.0.1', '--verboseLevel', 'silent', '--multiprocess', 'false'],
  ],
  shots: rows => shotsAt(plainPaths, rows),
}

function openApi(rows: readonly Row[]): object {
  const paths: Record<string, Record<string, unknown>> = {}
  const id = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
  for (const { method, path, hasId, status, body } of prepared(rows)) {
    const item = (paths[hasId ? `${path}/{id}` : path] ??= hasId ? { parameters: [id] } : {})
    const content = { 'application/json': { schema: {}, example: body } }
    const takes = method === 'GET' ? {} : { requestBody: { content: { 'application/json': { schema: {} } } } }
    item[method.toLowerCase()] = { ...takes, responses: { [status]: { description: '', content } } }
  }
  return { openapi: '3.0.3', info: { title: 'clients', version: '1' }, paths }
}

const mountebank: Target = {
  name: 'mountebank',
  kind: 'peer',
  note: 'Static stubs. It keeps nothing.',
  slow: true,
  command: setup => {
    const stubs = prepared(setup.rows).map(({ method, path, hasId, status, body }) => ({
      predicates: [{ equals: { method } }, { matches: { path: hasId ? `^${path}/\\d+$` : `^${path}$` } }],
      responses: [
        { is: { statusCode: status, headers: { 'Content-Type': 'application/json', Connection: 'Keep-Alive' }, body } },
      ],
    }))
    const imposters = [{ port: setup.port, protocol: 'http', stubs }]
    return [
      process.execPath,
      installed('mountebank/bin/mb'),
      ...['start', '--configfile', written(setup, 'imposters.json', { imposters }), '--nologfile'],
      ...['--port', String(setup.spare), '--host', '127.0.0.1', '--loglevel', 'error'],
      ...['--pidfile', join(setup.folder, 'mb.pid')],
    ]
  },
  shots: rows => shotsAt(plainPaths, rows),
}

const jars = installed('wiremock/build')
const jar = existsSync(jars) ? readdirSync(jars).find(name => name.endsWith('.jar')) : undefined

const wiremock: Target = {
  name: 'WireMock',
  kind: 'peer',
  warmUp: 4,
  note: 'Static stubs, on Java; it takes threads of its own, on the same core. Its journal is off, or it would fill the memory.',
  slow: true,
  missing: spawnSync('java', ['-version']).status !== 0 ? 'there is no Java here' : jar ? undefined : 'no jar',
  command: setup => {
    const mappings = prepared(setup.rows).map(({ method, path, hasId, status, body }) => ({
      request: { method, urlPathPattern: hasId ? `${path}/\\d+` : path },
      response: { status, jsonBody: body, headers: { 'Content-Type': 'application/json' } },
    }))
    const root = join(setup.folder, 'wiremock')
    mkdirSync(join(root, 'mappings'), { recursive: true })
    written(setup, 'wiremock/mappings/clients.json', { mappings })
    return [
      ...[
        'java',
        '-jar',
        join(jars, jar!),
        '--port',
        String(setup.port),
        '--root-dir',
        root,
        '--bind-address',
        '127.0.0.1',
      ],
      ...['--no-request-journal', '--disable-banner'],
    ]
  },
  shots: rows => shotsAt(plainPaths, rows),
  reset: { method: 'POST', path: '/__admin/mappings/reset' },
}

export const peers: readonly Target[] = [jsonServer0, jsonServer1, mockoon, prism, mountebank, wiremock]
