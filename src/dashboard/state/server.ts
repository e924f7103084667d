import { say } from '../words/say.ts'
import type { Problem } from './model.ts'
import { authorization, tokenGiven } from './token.ts'

/** `/__admin/`, wherever the page itself was served from. */
export const adminUrl = new URL('.', document.baseURI).href
/** The server's own root, without a slash at its end. */
export const serverUrl = new URL('..', document.baseURI).href.replace(/\/$/, '')

/** The server said no. */
export class Refused extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.detail)
    this.problem = problem
  }

  /** Whether what was asked for is gone, or never was. */
  get isMissing(): boolean {
    return this.problem.status === 404
  }
}

/** Nobody answered. */
class Unreachable extends Error {}

/** `POST sandboxes/w1/reset`, below `/__admin`. Waits for a token where one is needed. */
export async function send(line: string, body?: unknown, signal?: AbortSignal): Promise<Response> {
  const [method, path] = line.split(/ (.*)/s) as [string, string]
  for (;;) {
    const answer = await fetch(adminUrl + path, {
      method,
      headers: { ...authorization(), ...(body !== undefined && { 'content-type': 'application/json' }) },
      body: body === undefined ? null : JSON.stringify(body),
      cache: 'no-store',
      signal: signal ?? null,
    }).catch(error => {
      throw signal?.aborted ? error : new Unreachable(say('The server does not answer'))
    })
    if (answer.status === 401) {
      await tokenGiven()
      continue
    }
    if (!answer.ok) throw new Refused(await problemOf(answer))
    return answer
  }
}

export async function ask<T>(line: string, body?: unknown, signal?: AbortSignal): Promise<T> {
  const answer = await send(line, body, signal)
  return (answer.status === 204 ? undefined : await answer.json()) as T
}

export const askText = async (line: string): Promise<string> => (await send(line)).text()

async function problemOf(answer: Response): Promise<Problem> {
  const { status, statusText } = answer
  const plain = { status, title: statusText, detail: `${status} ${statusText}` }
  return answer.json().then(
    problem => ({ ...plain, ...problem, status }),
    () => plain,
  )
}

/** A path of a sandbox's own: `under('w1', 'faults', 'f1')`. */
export const under = (sandbox: string, ...parts: (string | number)[]): string =>
  ['sandboxes', sandbox, ...parts].map(encodeURIComponent).join('/')
