import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { PROBLEM_TYPE } from '../api/problem.ts'
import { targetOf } from '../lib/request-target.ts'
import { isProbe, LIVE, notReady } from './readiness.ts'

/** Stands before a server that still starts: says that it lives and is not ready; all else waits until it has started. */
export class StartGate {
  readonly #waiting: [IncomingMessage, ServerResponse][] = []
  #inside: RequestListener | undefined

  readonly listener: RequestListener = (req, res) => {
    if (this.#inside) this.#inside(req, res)
    else if (isProbe(targetOf(req.url!).path)) answerProbe(req, res)
    else this.#waiting.push([req, res])
  }

  /** Lets in what waits, and everything from now on. */
  open(inside: RequestListener): void {
    this.#inside = inside
    for (const [req, res] of this.#waiting.splice(0)) if (!req.socket.destroyed) inside(req, res)
  }
}

function answerProbe(req: IncomingMessage, res: ServerResponse): void {
  if (targetOf(req.url!).path.endsWith('/live')) {
    res.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' })
    res.end(JSON.stringify(LIVE))
    return
  }
  const problem = notReady('The server is starting.')
  res.writeHead(problem.status, { 'content-type': PROBLEM_TYPE, 'cache-control': 'no-store', ...problem.headers })
  res.end(JSON.stringify(problem))
}
