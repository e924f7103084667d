import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import { type MockServer, startMockServer } from '../../src/index.ts'
import { listens, type Note, type Outcome, Project } from './project.ts'

export interface Runner {
  /** The folder of `projects`. */
  readonly name: string
  /** Its command, as arguments of node, that runs the project's files whose names begin so. */
  command(project: Project, names: readonly string[]): readonly string[]
  /** How many servers a run of three files starts. */
  readonly servers: number
  /** How it says that two tests failed. */
  readonly saysTwoFailed: string
  /** Makes sure that a run in which the test “fails” failed says where to look. */
  saysWhereToLook(outcome: Outcome, project: Project): void
}

/** The script of an installed runner. */
export const script = (path: string): string => join(packageRoot, 'node_modules', path)

/** What every runner promises. */
export function promises(runner: Runner): void {
  const project = new Project(runner.name)
  afterAll(() => project.remove())

  const start = (names: readonly string[], environment: Record<string, string> = {}) => {
    project.forgetNotes()
    return project.start(runner.command(project, names), { E2E_FILES: `{${[...names, '-']}}*`, ...environment })
  }
  const noted = (test: string): Note | undefined => project.notes().find(note => note.test === test)
  const clients = (): Note[] => project.notes().filter(({ test }) => /^adds /.test(test))

  async function leavesNothing(): Promise<void> {
    await vi.waitFor(() => expect(project.processes()).toEqual([]), 18_000)
    const urls = new Set(project.notes().map(({ url }) => url))
    expect(await Promise.all([...urls].map(listens))).toEqual([...urls].map(() => false))
    expect(project.temporaryFiles()).toEqual([])
  }

  describe('a run', () => {
    let outcome: Outcome
    beforeAll(async () => {
      outcome = await start(['clients', 'options']).done
    }, 40_000)

    test('passes', () => expect(outcome).toMatchObject({ code: 0 }))

    test('gives each file at once, and each test, a world of its own', () => {
      expect(clients().map(({ status, id, changed }) => ({ status, id, changed }))).toEqual(
        Array.from({ length: 6 }, () => ({ status: 200, id: clients()[0]!.id, changed: 1 })),
      )
    })

    test('has the servers that it needs, and no more', () => {
      expect(new Set(clients().map(({ url }) => url)).size).toBe(runner.servers)
    })

    test('repeats tests for each option of each reading, the others as they are', () => {
      const seen = project.notes().filter(({ test }) => test.includes(' = '))
      expect(seen.map(({ test, status, total }) => [test, status, total])).toEqual([
        ['salesman.status = code', 405, 'returned'],
        ['salesman.status = ok', 200, 'returned'],
        ['vodyanoy.total = matching', 405, 'matching'],
      ])
    })

    test('begins before the hooks of a test, and keeps what they did', () => {
      expect([noted('hook')?.status, noted('after the hook')?.status]).toEqual([200, 406])
    })

    test('begins as the options and the config file say', () => {
      expect(noted('options')).toMatchObject({ users: 0, firstPage: '1', auth: 'bearer' })
    })

    test('tells what of the documentation it tried', () => expect(outcome.output).toMatch(COVERAGE))

    test('leaves nothing', leavesNothing)
  })

  describe('a run below the minimum of its coverage', () => {
    let outcome: Outcome
    beforeAll(async () => {
      const coverage = { cases: 99, file: 'reports/coverage.md' }
      const config = JSON.parse(project.read('mock-server.config.json'))
      project.write('mock-server.config.json', JSON.stringify({ ...config, coverage }))
      outcome = await start(['clients'], { E2E_COVERAGE: JSON.stringify(coverage) }).done
      project.write('mock-server.config.json', JSON.stringify(config))
    }, 40_000)

    test('fails, and says so', () => {
      expect(outcome.code).not.toBe(0)
      expect(outcome.output).toMatch(
        /Too little of the documentation was tried: [\d.]+ % of its cases \(\d+ of \d+\), at least 99 % is required\./,
      )
    })

    test('writes its report', () => {
      expect(project.read('reports/coverage.md')).toMatch(/^# What of the documentation was tried\n\n\| API \|/)
    })

    test('leaves nothing', leavesNothing)
  })

  describe('a run on a server that is given', () => {
    let server: MockServer
    let outcome: Outcome
    beforeAll(async () => {
      server = await startMockServer({ port: 0, records: 0, adminToken: 'letmein' })
      const given = { POLIGON_URL: server.url, POLIGON_TOKEN: 'letmein' }
      outcome = await start(['clients', 'failing'], given).done
    }, 40_000)
    afterAll(() => server.close())

    test('uses it, and does not stop it', async () => {
      expect(new Set(clients().map(({ url }) => url))).toEqual(new Set([server.url]))
      expect(clients().map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200))
      expect((await server.health()).status).toBe('ok')
    })

    test('drops its sandboxes', async () => expect((await server.health()).sandboxes).toBe(1))

    test('says where to look', () => runner.saysWhereToLook(outcome, project))

    test('fails for what fails, and for rules broken that are not allowed', () => {
      expect(outcome.code).toBe(1)
      expect(outcome.output).toMatch(/Requests of “.*breaks a rule” break the documentation:/)
      expect(outcome.output).toMatch(/POST \/~run-\S+\/developer\/v3\/client\/list: undocumented at body\.nope, 1 \(/)
      expect(outcome.output).not.toContain('Requests of “breaks an allowed rule”')
      expect(outcome.output).toContain(runner.saysTwoFailed)
    })
  })

  test('a run killed in the middle leaves nothing', async () => {
    const { child, done } = start(['hanging'])
    await vi.waitFor(() => expect(project.notes().length).toBe(3), { timeout: 20_000, interval: 50 })
    expect(project.processes().length).toBeGreaterThan(3)
    const names = new Set(project.notes().map(({ sandbox }) => sandbox))
    expect([...names].filter(name => /^run-[0-9a-f]{8}-w\d+$/.test(name)).length).toBe(3)
    child.kill('SIGKILL')
    await done
    await leavesNothing()
  }, 40_000)

  test('a server that cannot start says why', async () => {
    project.write('mock-server.config.json', '{ "scenario": "nowhere" }')
    const { code, output } = await start(['clients']).done
    expect(code).toBe(1)
    expect(output).toContain('Cannot start from scenario "nowhere": it is not the name of a scenario.')
  }, 40_000)
}

/** The line at the end of a run. */
export const COVERAGE =
  /^(?:# )?poligon: \d+ of \d+ operations, \d+ of \d+ documented cases \((?:\w+, )*salesman(?:, \w+)*\); not tried: client\.\S+ \d+ «/m

/** What a runner without a report to attach anything to promises: lines, and a file. */
export function expectLine({ output }: Outcome, project: Project): void {
  expect(output).toMatch(
    /^(?:# )?poligon: “fails” failed\. Last of 1 requests: POST \/~(run-\S+)\/developer\/v3\/client\/add → 405\. Journal: http:\/\/127\.0\.0\.1:\d+\/__admin\/ui#\/\1\/journal\/r1$/m,
  )
  expect(output).toMatch(
    /^(?:# )? +Refused: POST \S+\/client\/add → 405: missing-title, salesman\.txt: .*: “Отсутствуют параметры.*”\.$/m,
  )
  const [, file] = /^(?:# )?poligon: npx poligon replay (\S+)$/m.exec(output)!
  expect(JSON.parse(readFileSync(join(project.folder, file!), 'utf8'))).toMatchObject({ scenario: 'documented' })
}
