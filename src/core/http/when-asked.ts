import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { wordsOf } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'

/** Answers a request; a promise where that has to wait for something, which rejects where it cannot be answered. */
export type Answerer = (req: IncomingMessage, res: ServerResponse) => Promise<void> | void

/**
 * An answerer that is loaded when it is first asked; what comes meanwhile waits. Where that fails, whoever asked is
 * told why. The next one has it tried again, but Node remembers an `import` that failed.
 */
export function whenAsked(what: string, load: () => Promise<RequestListener>): Answerer {
  let loading: Promise<void> | undefined
  let loaded: RequestListener | undefined
  const begin = async (): Promise<void> => {
    try {
      loaded = await load()
    } catch (error) {
      loading = undefined
      throw new Problem(
        500,
        'Not loaded',
        `${what} cannot be loaded: ${wordsOf(error)}.`,
        'Mend what is wrong there, and start the server again; the APIs go on without it.',
      )
    }
  }
  return (req, res) => {
    if (loaded) return loaded(req, res)
    loading ??= begin()
    return loading.then(() => {
      if (!req.socket.destroyed) loaded!(req, res)
    })
  }
}
