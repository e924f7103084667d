import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { send } from '../support/server.ts'
import { withoutPackages } from '../support/without-package.ts'
import { started } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-metrics-'))
afterAll(() => rmSync(folder, { recursive: true }))

test('metrics without prom-client are 501 and say what to install; with it they are there', async () => {
  const without = await started(
    ['--port', '0', '--quiet'],
    join(folder, 'without.json'),
    packageRoot,
    withoutPackages('prom-client'),
  )
  expect(await send(without.ready.url, { path: '/__admin/metrics' })).toMatchObject({
    status: 501,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: { detail: expect.stringContaining('prom-client'), hint: expect.stringContaining('npm install prom-client') },
  })
  await without.end('SIGTERM')
  const withIt = await started(['--port', '0', '--quiet'], join(folder, 'with.json'))
  expect(await send(withIt.ready.url, { path: '/__admin/metrics' })).toMatchObject({
    status: 200,
    text: expect.stringContaining('\npoligon_sandboxes 1\n'),
  })
  await withIt.end('SIGTERM')
})
