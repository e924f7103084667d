import { AsyncLocalStorage } from 'node:async_hooks'
import type { RequestHandler } from 'express'
import type { RecordEditor } from './record-editor.ts'

/** What json-server works on in one request. */
export interface EditorContext {
  readonly desk: RecordEditor
  /** Whether the request asks for the list, and not for one record. */
  readonly lists: boolean
  /** Sends what json-server found or made; null where it found nothing. */
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

const sitting = new AsyncLocalStorage<EditorContext>()

/** The records, listed only where a request asks for them: what has to do with one record asks the desk. */
const view = {
  get records(): readonly object[] {
    const now = sitting.getStore()
    return now?.lists ? now.desk.all() : []
  },
}

const desk = (): RecordEditor => sitting.getStore()!.desk

let made: Promise<JsonServerRouter> | undefined

/** Lets json-server answer a request out of one collection. It is loaded when it is first asked. */
export async function sit(now: EditorContext, ...[req, res, next]: Parameters<RequestHandler>): Promise<void> {
  const router = await (made ??= make())
  sitting.run(now, () => router(req, res, next))
}

/** json-server's router, once for all: its lists are read from a view, its reads and writes of one record are the desk's. */
async function make(): Promise<JsonServerRouter> {
  const { default: jsonServer } = await import('json-server')
  const router = jsonServer.router(view) as unknown as JsonServerRouter
  router.db._.mixin({
    getById: (_, key: string) => desk().get(key),
    insert: (_, record: Record<string, unknown>) => desk().insert(record),
    replaceById: (_, key: string, record: Record<string, unknown>) => desk().replace(key, record),
    updateById: (_, key: string, changes: Record<string, unknown>) => desk().update(key, changes),
    removeById: (_, key: string) => desk().remove(key),
    // json-server would delete what it takes for orphans; the desk knows what goes along.
    getRemovable: () => [],
  })
  router.render = (_req, res) => sitting.getStore()!.answer(res.statusCode === 404 ? null : res.locals.data)
  // Its error handler answers with a stack trace.
  router.stack.pop()
  return router
}
