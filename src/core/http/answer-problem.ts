import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RawBody } from '../api/input.ts'
import { internalError, PROBLEM_TYPE, Problem } from '../api/problem.ts'
import { asObject } from '../lib/header-list.ts'
import { targetOf } from '../lib/request-target.ts'
import { Hangup } from './body.ts'
import { corsHeaders } from './cors.ts'
import { passOver } from './delivery.ts'
import { RECEIVED, type Request } from './find-operation.ts'
import { isForAdmin } from './guard.ts'
import type { HeapRoom } from './heap-room.ts'
import { isAskedByBrowsers, recordUnmatched, type UnmatchedOptions } from './unmatched.ts'

export interface ProblemOptions extends UnmatchedOptions {
  /** Whether vendor paths send permissive CORS headers. */
  readonly cors: boolean
  readonly heap: HeapRoom
}

/** What a request says before its body. */
export const requestHeadOf = ({ method, url, rawHeaders }: IncomingMessage) => ({
  method: method!,
  url: url!,
  rawHeaders,
})

/** Our own refusal, which no vendor has. */
export function answerProblem(
  req: Request,
  res: ServerResponse,
  error: unknown,
  options: ProblemOptions,
  raw?: RawBody,
): void {
  const { cors, heap, onDefect } = options
  if (error instanceof Hangup || res.headersSent) return void res.destroy()
  if (!(error instanceof Problem)) onDefect(error)
  const problem = error instanceof Problem ? error : internalError()
  const forAdmin = isForAdmin(targetOf(req.url!))
  const text = JSON.stringify(problem)
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE, ...problem.headers }
  const head = requestHeadOf(req)
  // What is refused because the memory is full must not fill what is left of it.
  if (!forAdmin && !req[RECEIVED] && !isAskedByBrowsers(head) && heap.problem === null) {
    const id = recordUnmatched({ ...head, problem, raw, headers, text }, options)
    if (id !== undefined) headers['x-mock-request-id'] = id
  }
  passOver(req)
  res.writeHead(problem.status, {
    ...headers,
    'content-length': Buffer.byteLength(text),
    ...(cors && problem.status !== 421 && !forAdmin && asObject(corsHeaders(req, []))),
  })
  res.end(text)
}
