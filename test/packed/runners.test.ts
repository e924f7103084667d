import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { snippetsOf } from '../docs/snippets.ts'
import { EmptyProject, installed, otherNode, pack, stepsOf } from './project.ts'

// From an empty folder to the first green test, with the package as it would be published: what docs/getting-started.md
// says, to the letter. How long each takes is printed.

const GUIDE = 'docs/getting-started.md'
const tools = mkdtempSync(join(tmpdir(), 'poligon-tools-'))
const tarball = pack(tools)
afterAll(() => rmSync(tools, { recursive: true, force: true }))

const begin = snippetsOf(GUIDE).find(({ language, text }) => language === 'sh' && text.startsWith('npm init'))!
const [init] = begin.text.split('\n')

interface Try {
  /** The guide's folder. */
  readonly guide: string
  /** The package whose version it is, and the version; none: what npm brings today. */
  readonly runner?: string
  readonly version?: string
  /** The Node that it needs; none: this one. */
  readonly node?: string
  /** What shows that a runner is here that npm does not bring. */
  readonly probe?: string
  readonly green: RegExp
}

const vitest = { guide: 'vitest', runner: 'vitest', green: /Tests {2}1 passed/ }
const playwright = { guide: 'playwright', runner: '@playwright/test', green: /1 passed/ }
const jest = { guide: 'jest', runner: 'jest', green: /Tests: +1 passed/ }

/** Those between the oldest and today's: `npm run test:packed -- --mode every`. */
const between: readonly Try[] = [
  { ...vitest, version: '3.1' },
  { ...vitest, version: '3.2' },
  { ...vitest, version: '4.0' },
  { ...playwright, version: '1.56' },
  { ...jest, version: '29' },
]

const tries: readonly Try[] = [
  vitest,
  { ...vitest, version: '3.0.0' },
  { ...vitest, version: '5', node: '22' },
  playwright,
  { ...playwright, version: '1.50.0' },
  jest,
  { ...jest, version: '29.0.0' },
  ...(process.env.TEST_MODE === 'every' ? between : []),
  { guide: 'node', green: /# pass 1|pass 1/ },
  { guide: 'node', node: '24', green: /pass 1/ },
  { guide: 'pytest', probe: 'python3 -m pytest --version', green: /1 passed/ },
  { guide: 'phpunit', probe: 'phpunit --version', green: /OK \(1 test/ },
]
const isHere = ({ probe }: Try): boolean => probe === undefined || spawnSync(probe, { shell: true }).status === 0
for (const one of tries.filter(one => !isHere(one))) console.log(`${one.guide}: not tried, it is not here`)

const say = ({ guide, probe, version, node = process.versions.node }: Try): string =>
  `${guide} ${version ?? (probe ? 'as it is here' : 'as npm brings it')}, Node ${node}`
const named = tries.filter(isHere).map(one => [say(one), one] as const)

describe.each(named)('%s', (name, { guide, runner, version, node, green }) => {
  const project = new EmptyProject(node && otherNode(node, mkdtempSync(join(tools, 'node-'))))
  afterAll(() => project.remove())

  test('from an empty folder to the first green test', async () => {
    const { files, commands } = stepsOf(GUIDE, guide)
    const started = performance.now()
    expect(await project.run(init!)).toMatchObject({ code: 0 })
    for (const [file, text] of files) project.write(file, text)
    let output = ''
    for (const command of commands) {
      const outcome = await project.run(installed(command, tarball, runner && version ? { [runner]: version } : {}))
      expect({ command, ...outcome }).toMatchObject({ code: 0 })
      output += outcome.output
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    console.log(`${name}: empty folder to green in ${seconds} s`)
    expect(output).toMatch(green)
    expect(output).not.toMatch(/ERESOLVE|EBADENGINE|unsupported/i)
  }, 240_000)
})
