import type { Api } from '../api/api.ts'
import { placesOf, suffixOf } from '../api/credentials.ts'
import type { Problem } from '../api/problem.ts'
import { credentialsIn, type UnmatchedHead, UnmatchedRequest } from '../journal/unmatched-request.ts'
import { joinHeaders } from '../lib/header-list.ts'
import { targetOf } from '../lib/request-target.ts'
import { DEFAULT_SANDBOX, isSandboxName } from '../sandbox/name.ts'
import type { Sandboxes } from '../sandbox/registry.ts'

export interface UnmatchedOptions {
  readonly apis: readonly Api[]
  readonly sandboxes: Sandboxes
  readonly onDefect: (error: unknown) => void
}

/** A request that reached no API. */
export interface Unmatched extends UnmatchedHead {
  /** What it is answered; null: its client went away before. */
  readonly problem: Problem | null
  readonly headers?: Readonly<Record<string, string>>
  readonly text?: string
}

const ICONS = /^\/(favicon\.ico|apple-touch-icon(-\d+x\d+)?(-precomposed)?\.png)$/
const DEVTOOLS = '/.well-known/appspecific/com.chrome.devtools.json'

/** Whether browsers ask for it by themselves, whatever page they show: nobody's code sent it. */
export function isAskedByBrowsers({ method, url }: Pick<UnmatchedHead, 'method' | 'url'>): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false
  const { prefix, path } = targetOf(url ?? '/')
  return prefix === '' && (ICONS.test(path) || path === DEVTOOLS)
}

/**
 * Writes down a request that reached no API, in the sandbox that it named, else in `default`. It makes none.
 *
 * @returns the id of its entry; undefined where that sandbox lives on another server
 */
export function recordUnmatched(
  unmatched: Unmatched,
  { apis, sandboxes, onDefect }: UnmatchedOptions,
): string | undefined {
  const { problem, headers = {}, text = '' } = unmatched
  const places = apis.flatMap(api => placesOf(api))
  const named = namedBy(unmatched, places)
  const sandbox = (named !== undefined && sandboxes.get(named)) || sandboxes.get(DEFAULT_SANDBOX)
  if (!sandbox) return undefined
  const seq = sandbox.journal.nextSeq()
  const id = `r${seq}`
  const reply = problem && {
    status: problem.status,
    headers: { 'x-mock-request-id': id, ...headers },
    body: text,
    nearest: nearestIn(problem),
  }
  try {
    sandbox.coverage.countUnmatched()
    sandbox.record(
      new UnmatchedRequest(
        unmatched,
        { seq, at: sandbox.now, zone: sandbox.zone, secrets: sandbox.journal.secrets },
        places,
        reply,
      ),
    )
  } catch (defect) {
    onDefect(defect)
  }
  return id
}

const nearestIn = ({ more }: Problem): string[] | undefined =>
  (more.nearest as readonly { readonly operation: string }[] | undefined)?.map(({ operation }) => operation)

/** Whose journal tells of a request that reached no API. */
export const sandboxOfUnmatched = (head: UnmatchedHead, apis: readonly Api[]): string =>
  namedBy(
    head,
    apis.flatMap(api => placesOf(api)),
  ) ?? DEFAULT_SANDBOX

function namedBy(head: UnmatchedHead, places: Parameters<typeof credentialsIn>[1]): string | undefined {
  const byHeader = [joinHeaders(head.rawHeaders)['x-mock-sandbox']].flat()[0]
  return (
    targetOf(head.url ?? '/').sandboxId ??
    byHeader ??
    credentialsIn(head, places)
      .map(suffixOf)
      .find(name => name !== undefined && isSandboxName(name))
  )
}
