import { execFileSync, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { commandsOf, snippetsOf } from '../docs/snippets.ts'

const clone = mkdtempSync(join(tmpdir(), 'poligon-clone-'))
afterAll(() => rmSync(clone, { recursive: true, force: true }))

const [start, check] = snippetsOf('README.md')
  .filter(({ text }) => text.startsWith('npm ci'))
  .flatMap(commandsOf)
  .map(({ text }) => text)

test('a fresh clone starts by the first line that README.md has for it; the second is what CI runs', async () => {
  expect(check).toBe('npm ci && npm test')
  const tracked = execFileSync('git', ['ls-files', '-z'], { cwd: packageRoot, encoding: 'utf8', maxBuffer: 2 ** 26 })
  for (const file of tracked.split('\0').filter(name => name !== '' && existsSync(join(packageRoot, name))))
    cpSync(join(packageRoot, file), join(clone, file))
  const own = Object.entries(process.env).filter(([name]) => !/^(VITEST|POLIGON|JEST|NODE_|npm_)/.test(name))
  const env = { ...Object.fromEntries(own), npm_config_prefer_offline: 'true', npm_config_audit: 'false' }
  const ready = join(clone, 'ready.json')
  // In a group of its own, so that npm's children end with it.
  const command = `${start} -- --port 0 --ready-file ready.json`
  const shell = spawn(command, { cwd: clone, env, shell: true, detached: true })
  let said = ''
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', part => (said += part))
  const ended = new Promise<number | null>(resolve => shell.once('exit', resolve))
  try {
    const isReady = (): string => (existsSync(ready) ? 'ready' : shell.exitCode === null ? 'waiting' : said)
    await expect.poll(isReady, { timeout: 240_000, interval: 200 }).not.toBe('waiting')
    expect(isReady()).toBe('ready')
    const { url } = JSON.parse(readFileSync(ready, 'utf8'))
    expect((await fetch(`${url}/__admin/ready`)).status).toBe(200)
  } finally {
    if (shell.exitCode === null) process.kill(-shell.pid!, 'SIGTERM')
    await ended
  }
}, 300_000)
