import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { filesOfConfig, filesOfScenario } from '../../src/config-files.ts'
import { connect, type MockServer } from '../../src/index.ts'
import { type Started, started } from './command.ts'

const folder = mkdtempSync(join(tmpdir(), 'poligon-watch-'))
let server: Started
let control: MockServer
beforeAll(async () => {
  write('package.json', '{ "type": "module" }')
  write('above.yaml', scenario('blank', 'Сверху'))
  write('mine.yaml', 'extends: ./above.yaml\n')
  write('own.js', own('Мой'))
  write(
    'mock-server.config.js',
    "import { own } from './own.js'\nexport default { scenario: './mine.yaml', apis: [own] }\n",
  )
  server = await started(['--port', '0', '--quiet', '--watch'], join(folder, 'ready.json'), folder)
  control = await connect(server.ready.url)
}, 60_000)
afterAll(async () => {
  await server.end('SIGTERM')
  rmSync(folder, { recursive: true })
})

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text)
}
const scenario = (extending: string, title: string): string =>
  `extends: ${extending}\ndata:\n  salesman:\n    clients: [{ clid: 7001, title: ${title}, iduser: 1 }]\n`

/** An API as a file may give one without the package at hand. */
const own = (title: string): string => `export const own = {
  name: 'mine', title: '${title}', docs: 'mine', basePath: '/mine', operations: [], collections: {}, readings: {},
  credentials: {}, account: {}, authenticate: () => null, refuse: () => ({ status: 404, body: {} }),
}\n`

const titles = async (name = 'default'): Promise<unknown[]> =>
  (await (await control.sandbox(name)).data('salesman', 'clients').list()).map(({ title }) => title)

/** What was said on standard error since the last time. */
let heard = 0
async function hears(text: string | RegExp): Promise<void> {
  await expect.poll(() => server.stderr().slice(heard), { interval: 20, timeout: 5000 }).toMatch(text)
  heard = server.stderr().length
}

test('what a scenario extends is read anew within 0.3 s; a sandbox that was changed stays, and is told', async () => {
  const changed = await control.sandbox('changed')
  await changed.data('salesman', 'clients').insert({ title: 'Свой', iduser: 1 })
  let least = Number.POSITIVE_INFINITY
  // A machine that is busy has delays of its own.
  for (const title of ['Иной', 'Прочий', 'Последний', 'Другой']) {
    write('above.yaml', scenario('blank', title))
    const at = performance.now()
    await expect.poll(() => titles(), { interval: 10, timeout: 5000 }).toEqual([title])
    least = Math.min(least, performance.now() - at)
  }
  expect(least).toBeLessThan(300)
  await hears(
    /^(watch: above\.yaml changed: 1 sandbox starts over\nwatch: sandbox changed stays as it is, .*\n)*watch: above\.yaml changed: 1 sandbox starts over\nwatch: sandbox changed stays as it is, .* npx poligon reset --sandbox changed .*\n$/,
  )
  expect(await titles('changed')).toEqual(['Сверху', 'Свой'])
  await changed.reset()
  expect(await titles('changed')).toEqual(['Сверху'])
})

test('a faulty file is told with line and column, and the last good state stays', async () => {
  write('above.yaml', `${scenario('blank', 'Третий')}seed: x\n`)
  await hears(
    /^watch: Cannot use the scenario .*above\.yaml:5:1 seed must be a whole number, not "x"\. .* The last good state stays\.\n$/,
  )
  expect(await titles()).toEqual(['Другой'])
  write('above.yaml', scenario('blank', 'Третий'))
  await hears('watch: above.yaml changed')
  expect(await titles()).toEqual(['Третий'])
})

test('an API of one’s own is read anew, on the same port', async () => {
  write('own.js', own('Новый'))
  await hears('watch: own.js changed')
  expect((await control.apis()).find(({ name }) => name === 'mine')?.title).toBe('Новый')
  write('own.js', 'export const own = { name: = 1 }\n')
  await hears(
    /^watch: Cannot read the config mock-server\.config\.js: own\.js:1:28: .*\. Fix the file\. The last good state stays\.\n$/,
  )
  write('own.js', own('Новый'))
  await hears('watch: own.js changed')
})

test('options that need another start are named', async () => {
  write('mock-server.config.js', "import { own } from './own.js'\nexport default { journalLimit: 5, apis: [own] }\n")
  await hears(/watch: journalLimit takes effect when the server is started again\.\n$/)
  expect(await titles()).toContain('Сейлзмен Рус')
})

test('what is watched is all that is read', () => {
  const at = (...names: string[]): string[] => names.map(name => join(folder, name))
  write('mock-server.config.js', "import { own } from './own.js'\nexport { own }\n")
  expect(filesOfConfig(join(folder, 'mock-server.config.js'))).toEqual(at('mock-server.config.js', 'own.js'))
  expect(filesOfScenario(join(folder, 'mine.yaml'))).toEqual(at('mine.yaml', 'above.yaml'))
})
