import type { Metric, Registry } from 'prom-client'
import { Problem } from '../core/api/problem.ts'
import { type AdminOptions, route } from './route.ts'

const metrics = route('GET /metrics', {
  summary: 'Metrics for Prometheus; needs the package prom-client.',
  async handle({ server, res }) {
    const { Registry, collectDefaultMetrics } = await promClient()
    const own = registries.get(server) ?? registryOf(server, new Registry())
    registries.set(server, own)
    if (!ofProcess) collectDefaultMetrics({ register: (ofProcess = new Registry()) })
    const text = (await own.metrics()) + (await ofProcess.metrics())
    res.writeHead(200, { 'content-type': own.contentType, 'cache-control': 'no-store' })
    res.end(text)
  },
})

export const metricRoutes = [metrics]

const registries = new WeakMap<AdminOptions, Registry>()
/** A process has one, however many servers are in it. */
let ofProcess: Registry | undefined

/** @throws {Problem} 501 where it is not installed */
async function promClient(): Promise<typeof import('prom-client')> {
  try {
    return (await import('prom-client')).default
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error
    throw new Problem(
      501,
      'No metrics',
      'Metrics need the package prom-client, which is not installed.',
      'Run npm install prom-client beside this package, and start the server again.',
    )
  }
}

interface Sample {
  readonly value: number
  readonly labels?: Readonly<Record<string, string | number>>
  readonly metricName?: string
}

function registryOf({ requests, sandboxes, events, database }: AdminOptions, registry: Registry): Registry {
  /** The server has the numbers already: they are read when they are asked for. */
  const add = (type: string, name: string, help: string, values: () => readonly Sample[]): void => {
    const described = { name, help, type, aggregator: 'sum' }
    registry.registerMetric({
      ...described,
      get: async () => ({ ...described, values: values() }),
    } as unknown as Metric)
  }
  add('counter', 'poligon_requests_total', 'Requests to the APIs that were answered.', () =>
    requests.counts().map(({ count, ...labels }) => ({ value: count, labels })),
  )
  const duration = 'poligon_request_duration_seconds'
  add('histogram', duration, 'From a request’s last byte to its answer, without what faults delay.', () => {
    const { upTo, count, seconds } = requests.durations()
    return [
      ...upTo.map(({ bound, count: value }) => ({
        metricName: `${duration}_bucket`,
        labels: { le: Number.isFinite(bound) ? bound : '+Inf' },
        value,
      })),
      { metricName: `${duration}_sum`, value: seconds },
      { metricName: `${duration}_count`, value: count },
    ]
  })
  const gauge = (name: string, help: string, value: () => number): void =>
    add('gauge', name, help, () => [{ value: value() }])
  gauge('poligon_sandboxes', 'Sandboxes that exist.', () => sandboxes.size)
  gauge('poligon_journal_bytes', 'What the journals of all sandboxes take, roughly.', () => sandboxes.journalBytes)
  gauge('poligon_event_readers', 'Who reads /__admin/events.', () => events.readers)
  gauge(
    'poligon_database_delay_seconds',
    'Age of the oldest change that the database does not have yet; 0 without one.',
    () => database().delay / 1000,
  )
  add('counter', 'poligon_database_failures_total', 'Writes of the database that failed.', () => [
    { value: database().failures },
  ])
  return registry
}
