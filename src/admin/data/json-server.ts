import { AsyncLocalStorage } from 'node:async_hooks'
import { createRequire } from 'node:module'
import type { RequestHandler } from 'express'
import type { RecordEditor } from './record-editor.ts'

/** What json-server works on in one request. */
export interface EditorContext {
  readonly editor: RecordEditor
  /** How many records were chosen, where the request asks for a list, and not for one record. */
  readonly chosen: number | undefined
  /**
   * Sends what json-server found or made: of a list, the places of the records among those that were chosen; null where
   * it found nothing.
   */
  answer(data: unknown): void
}

/** What json-server's router is made of, as far as we take hold of it. */
interface JsonServerRouter extends RequestHandler {
  readonly stack: unknown[]
  readonly db: {
    readonly _: { mixin(functions: Record<string, (records: unknown, ...args: never[]) => unknown>): void }
  }
  render: RequestHandler
}

/** Where json-server's router finds the collection of a request: its URL is this, or this and a key. */
export const RECORDS = '/records'

const context = new AsyncLocalStorage<EditorContext>()
let open = 0

/** The places of the records that were chosen, for json-server to page: it would copy the records themselves. */
const view = {
  get records(): readonly number[] {
    return Array.from({ length: context.getStore()?.chosen ?? 0 }, (_, place) => place)
  },
}

const editor = (): RecordEditor => context.getStore()!.editor

const require = createRequire(import.meta.url)
let made: JsonServerRouter | undefined

/** Lets json-server answer a request out of one collection. It is loaded when it is first asked. */
export function runJsonServer(given: EditorContext, ...[req, res, next]: Parameters<RequestHandler>): void {
  const router = (made ??= make())
  open++
  // json-server pauses before it answers: a client may be gone by then.
  const awaited = new Set(['answer', 'close'])
  const end = (what: string): void => {
    if (!awaited.delete(what) || awaited.size > 0) return
    open--
    // While one is open Node follows every promise of the process, which costs each request a few hundredths.
    if (open === 0) context.disable()
  }
  if (res.closed) end('close')
  else res.once('close', () => end('close'))
  const answer: EditorContext['answer'] = data => {
    try {
      given.answer(data)
    } finally {
      end('answer')
    }
  }
  const refuse = (error?: unknown): void => {
    end('answer')
    next(error)
  }
  context.run({ ...given, answer }, () => router(req, res, refuse))
}

/** json-server's router, once for all: its lists are places in a view, its reads and writes of one record are the editor's. */
function make(): JsonServerRouter {
  const jsonServer = require('json-server') as typeof import('json-server')
  const router = jsonServer.router(view) as unknown as JsonServerRouter
  router.db._.mixin({
    getById: (_, key: string) => editor().get(key),
    insert: (_, record: Record<string, unknown>) => editor().insert(record),
    replaceById: (_, key: string, record: Record<string, unknown>) => editor().replace(key, record),
    updateById: (_, key: string, changes: Record<string, unknown>) => editor().update(key, changes),
    removeById: (_, key: string) => editor().remove(key),
    // json-server would delete what it takes for orphans; the editor knows what goes along.
    getRemovable: () => [],
  })
  router.render = (_req, res) => context.getStore()!.answer(res.statusCode === 404 ? null : res.locals.data)
  // Its error handler answers with a stack trace.
  router.stack.pop()
  return router
}
