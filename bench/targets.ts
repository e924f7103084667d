import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { plainPaths, shotsAt, type Target, written } from './target.ts'

const built = (name: string): string => fileURLToPath(new URL(`servers/${name}.js`, import.meta.url))

const floor = (name: string, note: string): Target => ({
  name,
  kind: 'floor',
  note,
  command: setup => [process.execPath, built(name), String(setup.port), written(setup, 'rows.json', setup.rows)],
  shots: rows => shotsAt(plainPaths, rows),
})

export const expressHello = floor('express-hello', 'An Express application, `res.json`; prepared answers, no state.')
export const nodeHello = floor('node-hello', '`node:http` alone; the same prepared answers, no state.')

/** @param package_ the folder of the built package */
export const poligon = (package_: string): Target => ({
  name: 'poligon',
  kind: 'ours',
  note: 'All on: five APIs, sandboxes, journal, validation, credentials. Web-canape’s API; c counts all that match.',
  command: ({ port, rows }) =>
    poligonLine(package_, port, ['--records', `webcanape=${rows.length - 1}`, '--max-sandboxes', '10000']),
  shots: rows => shotsAt({ ...plainPaths, ...poligonPaths }, rows),
  reset: { method: 'POST', path: '/__admin/sandboxes/default/reset', body: {} },
})

export const poligonLine = (package_: string, port: number, options: readonly string[] = []): string[] => [
  process.execPath,
  join(package_, 'dist/src/cli/main.js'),
  ...['--port', String(port), '--quiet', ...options],
]

const poligonPaths = {
  one: (id: number) => `/rest/client/${id}`,
  page: '/rest/client?per_page=10&sort=-name',
  like: (part: string, page: number) => `/rest/client?per_page=10&page=${page}&name=${part}`,
  all: '/rest/client',
}
