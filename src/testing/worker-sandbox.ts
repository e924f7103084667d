// testing: runners: a server for a run, a sandbox for each of its workers.

import { connect } from '../client/connect.ts'
import { ControlError } from '../client/connection.ts'
import type { MockServer } from '../client/mock-server.ts'
import { proxyHint } from '../client/proxy-hint.ts'
import type { Sandbox } from '../client/sandbox.ts'
import type { JournalEntry, SandboxOptions } from '../client/types.ts'
import { leaveCoverage } from './coverage.ts'
import { newRunName } from './environment.ts'
import { breachesOf, lastRefused, refusal, sayEntry, unmatched } from './evidence.ts'
import { readingsInForce } from './repeat.ts'
import { saveBundle } from './save-bundle.ts'

/** What the sandbox of a test starts from, and what its test may not do. */
export interface TestSandboxOptions extends SandboxOptions {
  /** Fails a test whose requests break the documentation, save for the rules allowed: `{ allow: ['list.order'] }`. */
  failOnViolations?: boolean | { readonly allow: readonly string[] }
}

/** One worker's sandbox: begun anew for each test, looked at after it, dropped at the end. */
export class WorkerSandbox {
  readonly sandbox: Sandbox
  readonly #server: MockServer
  #test: { readonly title: string; readonly failOnViolations: TestSandboxOptions['failOnViolations'] } | undefined
  /** When the latest test began. */
  #begun = 0

  private constructor(server: MockServer, sandbox: Sandbox) {
    this.#server = server
    this.sandbox = sandbox
  }

  /**
   * Makes a worker's sandbox in the server that was handed over.
   *
   * @param worker what tells it from the run's other workers
   * @param advice what to do where no server was handed over
   */
  static async open(worker: string, advice: string): Promise<WorkerSandbox> {
    const server = await attach(advice)
    const run = process.env.POLIGON_RUN || (ownRun ??= newRunName())
    return new WorkerSandbox(server, await server.sandbox(`run-${run}-w${worker}`, usual().start))
  }

  /** The title of the test that is under way in it. */
  get underWay(): string | undefined {
    return this.#test?.title
  }

  /** Takes it to the start that a test asks for, whatever the test before made of it. */
  async begin(title: string, options: TestSandboxOptions = {}): Promise<void> {
    const { start, ...byDefault } = usual()
    const { failOnViolations = byDefault.failOnViolations, ...said } = options
    const readings = { ...start.readings, ...said.readings, ...readingsInForce() }
    this.#test = { title, failOnViolations }
    this.#begun = Date.now()
    try {
      await this.#server.sandbox(this.sandbox.id, { ...start, ...said, readings })
    } catch (error) {
      this.#test = undefined
      throw error
    }
  }

  /** Ends a test. @returns what it must fail for: the rules of the documentation that it broke and was not allowed to */
  async end(): Promise<Error | undefined> {
    const { title, failOnViolations } = this.#test ?? {}
    this.#test = undefined
    if (!failOnViolations) return undefined
    const allowed = failOnViolations === true ? [] : failOnViolations.allow
    const { requests } = this.sandbox
    const [breaking, unanswered] = await Promise.all([
      requests.find({ violations: true }),
      requests.find({ violations: false, unmatched: true }),
    ])
    const breaches = [...breaking, ...unanswered].flatMap(breachesOf).filter(({ rule }) => !allowed.includes(rule))
    if (breaches.length === 0) return undefined
    return new Error(
      `Requests of “${title}” break the documentation:\n  ${breaches.map(({ text }) => text).join('\n  ')}\n` +
        'Correct them, or allow their rules: failOnViolations: { allow: [rule] }.',
    )
  }

  /** Where to look after a failure: a line, and one more for the last refusal and for what no operation answers. */
  async whereToLook(title: string): Promise<string> {
    const { total, requests } = await this.sandbox.requests.page({ direction: 'in' })
    const last = requests.at(-1)
    const strays = last ? [] : await this.#strays()
    const came = last
      ? `Last of ${total} requests: ${sayEntry(last)} → ${last.status ?? 'no answer'}`
      : strays.length > 0
        ? `No request came to its sandbox, ${strays.length} came to “default”`
        : 'No request came'
    const proxy = last || strays.length > 0 ? '' : proxyHint(this.#server.url)
    const entry = (lastRefused(requests) ?? last)?.id
    const journal = `${this.#server.url}/__admin/ui#/${this.sandbox.id}/journal${entry === undefined ? '' : `/${entry}`}`
    const file = await saveBundle(title, this.sandbox)
    return [
      `poligon: “${title}” failed. ${came}.${proxy} Journal: ${journal}`,
      ...(await refusal(this.sandbox, requests)),
      ...(await unmatched(this.sandbox, requests)),
      ...(await unmatched(this.#server, strays)),
      ...(file === undefined ? [] : [`poligon: npx poligon replay ${file}`]),
    ].join('\n')
  }

  /** What came to `default` since the test began: requests that lost the sandbox's name. */
  async #strays(): Promise<readonly JournalEntry[]> {
    const requests = await this.#server.requests.find()
    return requests.filter(({ realAt }) => Date.parse(realAt) >= this.#begun)
  }

  /** Leaves what the run has tried so far for whoever tells of it when the server is gone. */
  async leaveCoverage(worker: string): Promise<void> {
    const { POLIGON_NOTES: folder, POLIGON_RUN: run } = process.env
    if (!folder || !run) return
    const report = await this.#server.coverage({ sandbox: `run-${run}-*` }).catch(() => undefined)
    if (report) leaveCoverage(folder, worker, report)
  }

  /** Drops the sandbox; one that is gone, or whose server is, is no fault. */
  async close(): Promise<void> {
    await this.sandbox.drop().catch(error => {
      if (!(error instanceof ControlError && [0, 404].includes(error.status))) throw error
    })
  }
}

let ownRun: string | undefined

/** What a whole run asks for, where its config says so. */
function usual(): { start: SandboxOptions; failOnViolations: TestSandboxOptions['failOnViolations'] } {
  const { failOnViolations, ...start }: TestSandboxOptions = JSON.parse(process.env.POLIGON_SANDBOX || '{}')
  return { start, failOnViolations }
}

async function attach(advice: string): Promise<MockServer> {
  const { POLIGON_URL: url, POLIGON_TOKEN: token, POLIGON_SERVER: expected } = process.env
  if (!url) throw new Error(`Cannot find the mock server: POLIGON_URL is not set. ${advice}`)
  const server = await connect(url, { token: token || null })
  if (expected && (await server.health()).runId !== expected) {
    throw new Error(
      `Cannot use the server at ${url}: it is not the one that this run started, which is gone. Run the tests again.`,
    )
  }
  return server
}
