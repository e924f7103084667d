import type { ServerResponse } from 'node:http'
import type { Event } from '../core/sandbox/events.ts'
import { refuseMalformed } from '../core/sandbox/registry.ts'
import { schema } from '../core/validation/schema.ts'
import { route } from './route.ts'

const HEARTBEAT_MS = 15_000
/** A reader that falls behind by so many bytes is let go; it comes back with the id that it got to. */
const MOST_WAITING = 4 * 1024 * 1024

const stream = route<unknown, { sandbox?: string }>('GET /events', {
  summary: 'What happens, as server-sent events.',
  query: schema('admin/events.query.json'),
  handle({ server: { events }, req, res, query: { sandbox } }) {
    if (sandbox !== undefined) refuseMalformed(sandbox)
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    if (req.method === 'HEAD') return void res.end()
    const tell = (event: Event): void => {
      if (sandbox === undefined || event.sandbox === sandbox) write(res, event)
    }
    res.write('retry: 1000\n\n')
    const last = req.headers['last-event-id']
    if (typeof last === 'string' && /^\d+$/.test(last)) events.since(Number(last)).forEach(tell)
    const stop = events.watch(tell, () => res.end())
    const heartbeat = setInterval(() => res.write(':\n\n'), HEARTBEAT_MS).unref()
    res.on('close', () => {
      stop()
      clearInterval(heartbeat)
    })
  },
})

export const eventRoutes = [stream]

function write(res: ServerResponse, { id, name, sandbox, data }: Event): void {
  res.write(`event: ${name}\nid: ${id}\ndata: ${JSON.stringify({ sandbox, ...data() })}\n\n`)
  if (res.writableLength > MOST_WAITING) res.destroy()
}
