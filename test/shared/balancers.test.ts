import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, onTestFinished, test } from 'vitest'
import { snippetsOf } from '../docs/snippets.ts'
import { freePort } from '../support/free-port.ts'
import type { Node } from './fleet.ts'
import { isPostgresThere } from './postgres.ts'
import { fleet, postgres } from './setting.ts'

const NGINX = '/usr/sbin/nginx'
const HAPROXY = '/usr/sbin/haproxy'
const isThere = isPostgresThere && (process.env.CI !== undefined || (existsSync(NGINX) && existsSync(HAPROXY)))
if (!isThere) console.warn('The balancers are not tried: they need apt-get install postgresql nginx-light haproxy.')

const folder = mkdtempSync(join(tmpdir(), 'poligon-balancers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A config of the page, with the servers and the port of the test in the place of its own. */
function configOf(file: string, nodes: readonly Node[], port: number): string {
  const { text } = snippetsOf('docs/shared.md').find(snippet => snippet.file === file)!
  const listed = nodes.reduce(
    (config, { url }, i) => config.replaceAll(`poligon-${i + 1}:10400`, new URL(url).host),
    text,
  )
  const path = join(folder, file)
  writeFileSync(
    path,
    listed.replace(
      /\b(listen |bind \*?:)80\b/,
      (_, word: string) => `${word.replace('*:', '127.0.0.1:')}${word.startsWith('listen') ? '127.0.0.1:' : ''}${port}`,
    ),
  )
  return path
}

const BALANCERS: Record<string, (config: string) => ChildProcess> = {
  'nginx.conf': config => {
    const own = `error_log stderr; pid ${folder}/nginx.pid; daemon off; events {} http { access_log off; include ${config}; }`
    writeFileSync(join(folder, 'whole.conf'), own)
    return spawn(NGINX, ['-p', folder, '-c', join(folder, 'whole.conf')], { stdio: ['ignore', 'ignore', 'pipe'] })
  },
  'haproxy.cfg': config => spawn(HAPROXY, ['-db', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] }),
}

/** Asks by a balancer. @returns the status; 0 where no answer came */
const ask = (
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  body?: string,
): Promise<number> =>
  new Promise(resolve => {
    const length =
      body === undefined ? {} : { 'content-type': 'application/json', 'content-length': String(body.length) }
    const options = { host: '127.0.0.1', port, path, method, headers: { ...headers, ...length }, agent: false }
    const req = request(options, res => {
      res
        .resume()
        .on('end', () => resolve(res.statusCode!))
        .on('error', () => resolve(0))
    })
    req.on('error', () => resolve(0)).end(body)
  })

describe.runIf(isThere).each(Object.keys(BALANCERS))('%s of the page', file => {
  test('sends every request of a sandbox to one server, however it is named, and goes on where one dies', async () => {
    const schema = file.replace(/\W.*/, '')
    const db = postgres.url(schema)
    const args = ['--api', 'salesman,rkeeper', '--max-sandboxes', '100']
    const nodes = [await fleet.start(db, ...args), await fleet.start(db, ...args)]
    const port = await freePort()
    const balancer = BALANCERS[file]!(configOf(file, nodes, port))
    onTestFinished(() => void balancer.kill('SIGKILL'))
    let said = ''
    balancer.stderr!.on('data', part => (said += part))
    await expect
      .poll(() => ask(port, '/__admin/ready').then(status => `${status} ${said}`), { interval: 50 })
      .toMatch(/^200 /)

    const names = Array.from({ length: 12 }, (_, i) => `box-${i}`)
    const epochs = (): string =>
      postgres.run(`select name, epoch from ${schema}.sandbox where name like 'box%' order by name`)
    for (const name of names) expect(await ask(port, `/~${name}/api/clients`)).toBe(200)
    const before = epochs()
    expect(before.split('\n')).toHaveLength(12)
    const login = { apikey: `t1xdeOwWSIqgDol70CkRdK3WD4N4cm`, login: 'vladislav@isaler.ru' }
    const salesman = '/developer/v3/client/info'
    for (const name of names) {
      const ways = [
        await ask(port, '/api/clients', { 'x-mock-sandbox': name }),
        await ask(port, `/__admin/sandboxes/${name}`),
        await ask(port, `/__admin/sandboxes/${name}/requests?limit=1`),
        await ask(port, salesman, { ...login, apikey: `${login.apikey}~${name}` }, 'POST', '{"clid":1}'),
        await ask(port, salesman, { ...login, login: `${login.login}~${name}` }, 'POST', '{"clid":1}'),
        await ask(port, '/rk7api/v0/xmlinterface.xml', { sid: `x~${name}` }),
        await ask(port, '/api/clients', { authorization: `Bearer vodyanoy-token~${name}`, 'x-mock-sandbox': name }),
      ]
      expect(ways.filter(status => status === 0 || status === 503)).toEqual([])
    }
    expect(epochs()).toBe(before)
    const owners = new Set(
      postgres.run(`select distinct owner from ${schema}.sandbox where name like 'box%'`).split('\n'),
    )
    expect(owners.size).toBe(2)

    await nodes[0]!.kill()
    const killed = performance.now()
    for (const name of names) await expect.poll(() => ask(port, `/~${name}/api/clients`), { interval: 20 }).toBe(200)
    expect(performance.now() - killed).toBeLessThan(4000)
  }, 60_000)
})
