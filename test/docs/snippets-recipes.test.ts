import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { started } from '../cli/command.ts'
import { snippetsOf } from './snippets.ts'
import { Workshop } from './workshop.ts'

// What docs/ci.md shows cannot be run here as a whole; its grammar and its commands can. The scripts of the CI
// configurations are run by test/examples/run.sh.

const workshop = new Workshop()
afterAll(() => rmSync(workshop.root, { recursive: true, force: true }))

const recipes = new Map(snippetsOf('docs/ci.md').map(({ file, text }) => [file, text]))
const read = <T>(file: string): T => parse(recipes.get(file)!) as T
const fileOf = (path: string): string => readFileSync(join(packageRoot, path), 'utf8')

test.each([
  'github-actions/.github/workflows/test.yml',
  'github-actions/.github/workflows/python.yml',
  'gitlab/.gitlab-ci.yml',
  'docker/Dockerfile',
  'docker/compose.yaml',
])('docs/ci.md shows examples/%s to the letter', path => {
  expect(recipes.get(path.slice(path.indexOf('/') + 1))).toBe(fileOf(`examples/${path}`))
})

interface Step {
  readonly uses?: string
  readonly run?: string
}
interface Workflow {
  readonly on: readonly string[]
  readonly jobs: Record<string, { readonly 'runs-on': string; readonly steps: readonly Step[] }>
}

test.each(['.github/workflows/test.yml', '.github/workflows/python.yml'])(
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

test('the service and the composition give the server the token and the name by which the tests ask it', () => {
  const words = ['--admin-token', 'for-tests-only', '--allowed-host', 'poligon']
  const asked = { POLIGON_URL: 'http://poligon:10400', POLIGON_TOKEN: 'for-tests-only' }
  const { python } = read<{ python: { services: object[] } }>('.gitlab-ci.yml')
  expect(python).toMatchObject({
    services: [{ alias: 'poligon', command: ['npx', '--yes', 'poligon', '--host', '0.0.0.0', ...words] }],
    variables: asked,
  })
  expect(read('compose.yaml')).toMatchObject({
    services: { poligon: { command: words }, tests: { environment: asked } },
  })
})

const READY = '/tmp/poligon.json'

describe.each(['Dockerfile', 'examples/docker/Dockerfile'])('%s', file => {
  const ready = join(workshop.root, `${file.replaceAll('/', '-')}.json`)
  const instructions = instructionsOf(fileOf(file))
  const last = (name: string): string => instructions.filter(one => one.name === name).at(-1)!.words
  const commandOf = (name: string): string[] => {
    const words: string[] = JSON.parse(last(name).slice(last(name).indexOf('[')))
    return words.map(word => word.replace(READY, ready))
  }
  const env = { POLIGON_TOKEN: 'for tests', POLIGON_ALLOWED_HOST: 'poligon' }
  const ask = (): Promise<{ code: number }> => {
    const [node, ...check] = commandOf('HEALTHCHECK')
    return workshop.run(node!, check, workshop.root)
  }

  test('its entry starts the server on all addresses, and tells the port to the health check', async () => {
    const [program, ...args] = commandOf('ENTRYPOINT')
    const words = ['--port', '0', '--scenario', 'blank', '--admin-token', 'for tests']
    const served = await workshop.run(program!, [...args, ...words], workshop.root, env)
    expect(served).toMatchObject({ code: 0, stdout: expect.stringContaining('(0.0.0.0), scenario blank') })
    rmSync(ready)
    expect(served.stdout).toContain('Bearer for tests')
    expect(last('ENTRYPOINT').replaceAll('", "', ' ')).toContain(`--ready-file ${READY}`)
  })

  test('its health check follows the port: well, and gone', async () => {
    const server = await started(['--port', '0', '--host', '0.0.0.0', '--admin-token', 'for tests'], ready)
    const well = await ask()
    await server.end('SIGTERM')
    const gone = await ask()
    rmSync(ready)
    const notStarted = await ask()
    expect([well.code, gone.code, notStarted.code]).toEqual([0, 1, 1])
  })
})

test('the recipe is four lines, and needs only the package', () => {
  const text = fileOf('examples/docker/Dockerfile')
  expect(text.trim().split('\n')).toHaveLength(4)
  expect(instructionsOf(text).map(({ name, words }) => (name === 'RUN' ? words : name))).toEqual([
    'FROM',
    'npm install --global poligon',
    'HEALTHCHECK',
    'ENTRYPOINT',
  ])
})

test('the image of the repository runs as an ordinary user, from a stage without the sources', () => {
  const instructions = instructionsOf(fileOf('Dockerfile'))
  const stage = instructions.slice(instructions.findLastIndex(({ name }) => name === 'FROM'))
  expect(stage.map(({ name }) => name).join(' ')).toBe('FROM COPY RUN USER WORKDIR EXPOSE HEALTHCHECK ENTRYPOINT')
  expect(stage.find(({ name }) => name === 'USER')!.words).toBe('node')
})

test('the image of the repository says without a token what it needs, and does not start', async () => {
  const { words } = instructionsOf(fileOf('Dockerfile')).at(-1)!
  const [sh, ...args] = JSON.parse(words) as string[]
  expect(await workshop.run(sh!, args, workshop.root)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('POLIGON_TOKEN'),
  })
})

/** Every line is an instruction, a comment or empty. */
function instructionsOf(dockerfile: string): { name: string; words: string }[] {
  const lines = dockerfile.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  const found = [...dockerfile.matchAll(/^([A-Z]+) (.+)$/gm)].map(([, name, words]) => ({ name: name!, words: words! }))
  expect(lines).toHaveLength(found.length)
  return found
}
