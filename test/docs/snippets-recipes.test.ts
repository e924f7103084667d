import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { started } from '../cli/command.ts'
import { snippetsOf } from './snippets.ts'
import { Workshop } from './workshop.ts'

// What docs/ci.md shows cannot be run here as a whole; its grammar, and each command line in it, can.

const workshop = new Workshop()
afterAll(() => rmSync(workshop.root, { recursive: true, force: true }))

const recipes = new Map(snippetsOf('docs/ci.md').map(({ file, text }) => [file, text]))
const read = <T>(file: string): T => parse(recipes.get(file)!) as T

interface Step {
  readonly uses?: string
  readonly run?: string
}
interface Workflow {
  readonly on: readonly string[]
  readonly jobs: Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>
}

test.each(['.github/workflows/test.yml', '.github/workflows/php.yml'])(
  'the steps of %s check out first, and each uses an action or runs a script',
  file => {
    const { on, jobs } = read<Workflow>(file)
    expect(on).toContain('push')
    const [job, ...others] = Object.values(jobs)
    expect({ others, machine: job!['runs-on'] }).toEqual({ others: [], machine: 'ubuntu-latest' })
    expect(job!.steps[0]!.uses).toMatch(/^actions\/checkout@v\d+$/)
    for (const { uses, run } of job!.steps) expect([uses, run].filter(Boolean)).toHaveLength(1)
  },
)

test('the server that GitHub’s job starts in the background is ready before the next step', async () => {
  const { run } = read<Workflow>('.github/workflows/php.yml').jobs.test!.steps.find(step =>
    step.run?.includes('poligon'),
  )!
  const script = run!.replace('npx --yes -p poligon mock-server', 'mock-server --port 0')
  const files = { RUNNER_TEMP: workshop.root, GITHUB_ENV: 'env' }
  const outcome = await workshop.run('bash', ['-e', '-c', `${script}\nwait`], workshop.root, files)
  expect(outcome.code).toBe(0)
  expect(readFileSync(join(workshop.root, 'env'), 'utf8')).toBe('POLIGON_URL=http://127.0.0.1:10400\n')
})

test.each(['.gitlab-ci.yml', '.gitlab-ci.service.yml'])('%s has one job, of an image and a script', file => {
  expect(read(file)).toEqual({
    test: expect.objectContaining({ image: expect.stringMatching(/^(node|php):/), script: expect.any(Array) }),
  })
})

test('the service and the composition name the server as its token and host say', () => {
  const named = { POLIGON_TOKEN: 'for-tests-only', POLIGON_ALLOWED_HOST: 'poligon' }
  const { variables } = read<{ test: { variables: object } }>('.gitlab-ci.service.yml').test
  expect(variables).toEqual({ ...named, POLIGON_URL: 'http://poligon:10400' })
  expect(read('compose.yaml')).toMatchObject({
    services: {
      poligon: { environment: named },
      tests: { environment: { POLIGON_TOKEN: named.POLIGON_TOKEN, POLIGON_URL: 'http://poligon:10400' } },
    },
  })
})

const dockerfile = readFileSync(join(packageRoot, 'Dockerfile'), 'utf8')
const instructions = [...dockerfile.matchAll(/^([A-Z]+) (.+)$/gm)].map(([, name, words]) => ({
  name: name!,
  words: words!,
}))
const last = (name: string): string => instructions.filter(one => one.name === name).at(-1)!.words
const commandOf = (words: string): string[] => JSON.parse(words.slice(words.indexOf('[')))

test('the image runs as an ordinary user, from a stage without the sources', () => {
  const lines = dockerfile.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  expect(lines).toHaveLength(instructions.length)
  const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM')).map(({ name }) => name)
  expect(stage).toEqual(['FROM', 'COPY', 'RUN', 'USER', 'WORKDIR', 'EXPOSE', 'HEALTHCHECK', 'ENTRYPOINT'])
  expect(last('USER')).toBe('node')
})

test('the image’s entry starts the server on all addresses, and its health check finds it well', async () => {
  const [sh, ...args] = commandOf(last('ENTRYPOINT'))
  const env = { POLIGON_TOKEN: 'for tests', POLIGON_ALLOWED_HOST: 'poligon' }
  const served = await workshop.run(sh!, [...args, '--port', '0', '--scenario', 'blank'], workshop.root, env)
  expect(served).toMatchObject({ code: 0, stdout: expect.stringContaining('scenario blank') })
  expect(served.stdout).toContain('Bearer for tests')

  const server = await started(
    ['--port', '0', '--host', '0.0.0.0', '--admin-token', 'for tests'],
    join(workshop.root, 'ready'),
  )
  const [node, ...check] = commandOf(last('HEALTHCHECK'))
  const { port } = new URL(server.ready.url)
  const asked = check.map(word => word.replace('10400', port))
  const well = await workshop.run(node!, asked, workshop.root, env)
  const locked = await workshop.run(node!, asked, workshop.root, { POLIGON_TOKEN: 'another' })
  await server.end('SIGTERM')
  const gone = await workshop.run(node!, asked, workshop.root, env)
  expect([well.code, locked.code, gone.code]).toEqual([0, 1, 1])
})

test('the image without a token says what it needs, and does not start', async () => {
  const [sh, ...args] = commandOf(last('ENTRYPOINT'))
  expect(await workshop.run(sh!, args, workshop.root)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('POLIGON_TOKEN'),
  })
})
