import type { Api } from '../../src/core/api/api.ts'
import { packageRoot } from '../../src/core/lib/package-root.ts'
import type { World } from '../../src/core/store/world.ts'
import { Validation } from '../../src/core/validation/validation.ts'
import type { Running } from '../../src/server.ts'
import type { Answer, Client } from './client.ts'
import type { Sent } from './requests.ts'

/** What must hold of every request, whatever it asks. */

const validation = new Validation(`${packageRoot}/schemas`)
const machinery = () => Object.getOwnPropertyNames(Object.prototype).sort().join()
const UNPOLLUTED = machinery()
/** A frame of a stack, or a path of this machine. */
const LEAK = new RegExp(`\\n\\s+at |node:internal|node_modules|${packageRoot.replace(/\W/g, '\\$&')}`)

/** Sends a request and checks everything that must hold; throws with the request where something does not. */
export async function watch(
  sent: Sent,
  client: Client,
  running: Running,
  defects: unknown[],
  api?: Api,
): Promise<Answer & { readonly failed: boolean }> {
  const before = worldsOf(running)
  const fail = (why: string, answer?: Answer): never => {
    throw new Error(`${why}\n${printed(sent)}${answer ? `\n→ ${answer.status} ${answer.text.slice(0, 2000)}` : ''}`)
  }
  const answer = await client.send(sent).catch(error => fail(`It is not answered: ${error.message}`))
  if (machinery() !== UNPOLLUTED) fail('It pollutes Object.prototype', answer)
  if (defects.length > 0) fail(`A defect: ${tell(defects.splice(0)[0])}`, answer)
  if (answer.status >= 500 && !isAskedFor(answer, running, api))
    fail('It is answered with a fault of the server', answer)
  if (LEAK.test(answer.text)) fail('It shows a stack or a path', answer)
  const body = parsed(answer)
  if (body === NOT_JSON && answer.headers['x-mock-violations'] === undefined) fail('It is not JSON', answer)
  const failed = isFailure(answer, body, api)
  if (failed) {
    for (const [id, world] of worldsOf(running))
      if (world !== (before.get(id) ?? running.sandboxes.get(id)!.initial))
        fail(`It fails and changes sandbox ${id}`, answer)
  }
  return { ...answer, failed }
}

/** As a person can send it again. */
export const printed = ({ method, path, headers, body, chunked }: Sent): string => {
  const bytes = Buffer.from(body ?? '', 'latin1')
  const shown = bytes.length > 3000 ? `${bytes.subarray(0, 200)}… (${bytes.length} bytes)` : String(bytes)
  return `${method} ${path}\n${JSON.stringify(headers)}${chunked ? ' chunked' : ''}\n${shown}`
}

const worldsOf = ({ sandboxes }: Running): Map<string, World> =>
  new Map(sandboxes.list().map(({ id, world }) => [id, world]))

/** `503`: too many sandboxes; otherwise a reading in force has this status for its option. */
function isAskedFor({ status, headers }: Answer, { sandboxes }: Running, api: Api | undefined): boolean {
  // 507: a counter was set to its last number.
  if (status === 501 || status === 507 || (status === 503 && headers['retry-after'] !== undefined)) return true
  return (
    api !== undefined &&
    sandboxes
      .list()
      .some(sandbox => Object.keys(api.readings).some(topic => sandbox.reading(api, topic) === String(status)))
  )
}

function isFailure({ status }: Answer, body: unknown, api: Api | undefined): boolean {
  if (status >= 400) return true
  if (!api || body === undefined || body === NOT_JSON) return false
  const { flaws, unknown } = validation.check(api.error, body, 'reply')
  return flaws.length === 0 && [...unknown].length === 0
}

const NOT_JSON = Symbol('not JSON')

function parsed({ text, headers }: Answer): unknown {
  if (text === '' || !/json/.test(headers['content-type'] ?? '')) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return NOT_JSON
  }
}

const tell = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error))
