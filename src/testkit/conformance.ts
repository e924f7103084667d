import { join } from 'node:path'
import type { Api } from '../core/api/api.ts'
import { PROBLEM_TYPE } from '../core/api/problem.ts'
import { briefJson } from '../core/lib/brief-json.ts'
import { packageRoot } from '../core/lib/package-root.ts'
import { Validation } from '../core/validation/validation.ts'
import type { ServerOptions } from '../options.ts'
import type { Running } from '../server.ts'
import { type Answered, type Asked, ask } from './ask.ts'
import { type ConformanceExample, differencesOf } from './example.ts'
import { withServer } from './kit-server.ts'
import { BODIES, STRANGE, withoutCredentials } from './odd-requests.ts'

/** The examples of an API, and the world in which they are tried. */
export interface ConformanceOptions
  extends Pick<ServerOptions, 'scenario' | 'seed' | 'now' | 'timezone' | 'profiles' | 'readings'> {
  /** The examples of the documentation, in its order: each goes on from what those before it left. */
  readonly examples: readonly ConformanceExample[]
}

/** One thing that an API must do; a test of any runner. */
export interface Check {
  readonly title: string
  /** @throws {Error} where it does not, with everything that is wrong */
  readonly check: () => Promise<void>
}

/**
 * What every API must do, a check each: each operation has an example, each example the answer of the documentation, each
 * refusal the API’s envelope; what fails changes nothing; a state, a reset and a seed give what they promise.
 *
 * The clock stands at `now`, by default 2024-03-01T09:00:00+03:00; nothing is generated.
 *
 * @example
 * for (const { title, check } of conformance(orders, { examples })) test(title, check)
 */
export function conformance(api: Api, options: ConformanceOptions): Check[] {
  const { examples, ...start } = options
  const server: ServerOptions = { now: '2024-03-01T09:00:00+03:00', frozen: true, ...start }
  const validation = new Validation(join(packageRoot, 'schemas'))
  const check = (title: string, work: (running: Running) => Promise<readonly string[]>): Check => ({
    title: `${api.name}: ${title}`,
    check: async () => told(title, await withServer(api, server, work)),
  })
  const refused = (got: Answered): string[] => notOwn(got, api, validation)
  const wrongRefusals = async (
    running: Running,
    asked: readonly ConformanceExample[],
    askOddly: (example: ConformanceExample) => Promise<Answered>,
  ): Promise<string[]> => {
    const wrong: string[] = []
    for (const example of asked) {
      const before = worldOf(running)
      const got = await askOddly(example)
      const found = isRefusal(got) ? [...refused(got), ...changed(before, running)] : []
      wrong.push(...found.map(why => `${example.operation} ${why}`))
    }
    return wrong
  }
  return [
    {
      title: `${api.name}: every operation has a passage and an example`,
      check: async () => told('every operation has a passage and an example', undocumented(api, examples)),
    },
    check('every example gets the answer of the documentation', async running => {
      const answers = await play(running, api, examples)
      return examples.flatMap((example, i) =>
        [...differencesOf(answers[i]!, example)].map(why => `${example.operation} (${example.docs}) ${why}`),
      )
    }),
    ...STRANGE.map(([title, method, path]) =>
      check(`${title} is refused in its own envelope, and nothing changes`, async running => {
        const before = worldOf(running)
        const got = await ask(running.url, { method, path: `${api.basePath}${api.scope ?? ''}${path}` })
        return [...refused(got), ...changed(before, running)]
      }),
    ),
    ...BODIES.map(([title, body, headers]) =>
      check(`${title} as a body is answered in its own envelope, and changes nothing where it is refused`, running =>
        wrongRefusals(
          running,
          examples.filter(({ request }) => request.body !== undefined),
          example => send(running, api, example, { body, headers }),
        ),
      ),
    ),
    check('without credentials it answers in its own envelope, and changes nothing where it refuses', running =>
      wrongRefusals(running, examples, example => send(running, api, withoutCredentials(example, api))),
    ),
    check('a reset restores what the examples changed', async running => {
      const before = worldOf(running)
      const first = await play(running, api, examples)
      await running.sandboxes.reset(running.sandboxes.get('default')!)
      const left = changed(before, running)
      return [...left, ...otherBytes(examples, first, await play(running, api, examples))]
    }),
    check('its state survives being read and loaded', async running => {
      await play(running, api, examples)
      const state = await admin(running, 'GET', '/sandboxes/default/state')
      await admin(running, 'POST', '/sandboxes', { id: 'copy' })
      await admin(running, 'PUT', '/sandboxes/copy/state', state.body)
      const again = await admin(running, 'GET', '/sandboxes/copy/state')
      return again.text === state.text ? [] : [`the state is ${briefJson(again.body)}, not ${briefJson(state.body)}`]
    }),
    check('one seed gives the same bytes twice', async running => {
      const one = await play(running, api, examples, 'one')
      return otherBytes(examples, one, await play(running, api, examples, 'two'))
    }),
  ]
}

const worldOf = (running: Running): unknown => running.sandboxes.get('default')!.world

const changed = (before: unknown, running: Running): string[] =>
  worldOf(running) === before ? [] : ['changes the sandbox']

/** Links name their sandbox; all else is the same where an example is answered twice. */
const otherBytes = (
  examples: readonly ConformanceExample[],
  first: readonly Answered[],
  second: readonly Answered[],
): string[] =>
  examples.flatMap(({ operation }, i) => {
    const [one, two] = [first[i]!.text, second[i]!.text]
    return one.replaceAll('/~one', '') === two.replaceAll('/~two', '')
      ? []
      : [`${operation} says ${briefJson(one)}, and then ${briefJson(two)}`]
  })

const isRefusal = ({ status }: Answered): boolean => status >= 400

/** What the server itself says has a hint; an API's own problems may be of the same type. */
const isOurs = (body: unknown): boolean => typeof (body as { hint?: unknown } | null)?.hint === 'string'

/** Why a refusal is not one that the API itself words. */
function notOwn({ status, headers, body, text }: Answered, api: Api, validation: Validation): string[] {
  const said = `${status} ${briefJson(body)}`
  if (headers['content-type'] === PROBLEM_TYPE && isOurs(body))
    return [`is answered ${said}, which are the mock server’s own words`]
  if (status >= 500) return [`is answered ${said}, a fault of the server`]
  if (body === text && text !== '') return []
  const { flaws } = validation.check(api.error, body, 'body')
  return flaws.map(({ at, message }) => `is answered ${said}, which does not fit “error”: ${at} ${message}`)
}

function undocumented({ operations }: Api, examples: readonly ConformanceExample[]): string[] {
  const missing = operations.filter(({ id }) => !examples.some(({ operation }) => operation === id))
  const strange = examples.filter(({ operation }) => !operations.some(({ id }) => id === operation))
  return [
    ...missing.map(({ id }) => `operation ${id} has no example`),
    ...operations.filter(({ docs }) => docs.trim() === '').map(({ id }) => `operation ${id} has no passage`),
    ...strange.map(({ operation }) => `there is an example of ${operation}, which is not an operation`),
  ]
}

/** Sends the examples one after another. */
async function play(
  running: Running,
  api: Api,
  examples: readonly ConformanceExample[],
  box?: string,
): Promise<Answered[]> {
  const answers: Answered[] = []
  for (const example of examples) answers.push(await send(running, api, example, {}, box))
  return answers
}

/** Each comes as if it were alone: no limit counts them together. */
async function send(
  { url, sandboxes }: Running,
  api: Api,
  { operation, request }: ConformanceExample,
  change: Partial<Asked> = {},
  box?: string,
): Promise<Answered> {
  const { base = api.basePath } = api.operations.find(({ id }) => id === operation) ?? {}
  const path = `${box === undefined ? '' : `/~${box}`}${base}${request.path}`
  const answer = await ask(url, { ...request, ...change, path, headers: { ...request.headers, ...change.headers } })
  for (const sandbox of sandboxes.list()) sandbox.limits.clear()
  return answer
}

function admin({ url }: Running, method: string, path: string, body?: unknown): Promise<Answered> {
  return ask(url, { method, path: `/__admin${path}`, body })
}

function told(title: string, wrong: readonly string[]): void {
  if (wrong.length > 0) throw new Error(`Not true: ${title}:\n${wrong.map(why => `- ${why}`).join('\n')}`)
}
