import { Problem } from '../core/api/problem.ts'
import { refuseMalformed } from '../core/sandbox/name.ts'
import { schema } from '../core/validation/schema.ts'
import { EventReader } from './event-reader.ts'
import { route } from './route.ts'

const HEARTBEAT_MS = 15_000
const MOST_READERS = 1000

const stream = route<unknown, { sandbox?: string }>('GET /events', {
  summary: 'Events as they happen (server-sent events).',
  query: schema('admin/events.query.json'),
  handle({ server: { events }, req, res, query: { sandbox } }) {
    if (sandbox !== undefined) refuseMalformed(sandbox)
    if (req.method !== 'HEAD' && events.readers >= MOST_READERS) throw tooMany()
    res.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    if (req.method === 'HEAD') return void res.end()
    res.write('retry: 1000\n\n')
    const reader = new EventReader(events, res, sandbox)
    const last = req.headers['last-event-id']
    if (typeof last === 'string' && /^\d{1,16}$/.test(last)) reader.resume(Number(last))
    const stop = events.watch(
      () => reader.tell(),
      () => reader.end(),
    )
    reader.tell()
    const heartbeat = setInterval(() => reader.beat(), HEARTBEAT_MS).unref()
    res.on('close', () => {
      stop()
      clearInterval(heartbeat)
    })
  },
})

export const eventRoutes = [stream]

const tooMany = (): Problem =>
  new Problem(
    503,
    'Too many readers',
    `${MOST_READERS} readers of events are connected already.`,
    'Close those that you do not need.',
    {},
    { 'retry-after': '5' },
  )
