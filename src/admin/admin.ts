import type { RequestListener } from 'node:http'
import express from 'express'
import type { Api } from '../core/api/define-api.ts'
import type { Sandboxes } from '../core/sandbox/sandboxes.ts'
import type { Scenarios } from '../core/scenarios/scenarios.ts'

export interface AdminOptions {
  apis: readonly Api[]
  sandboxes: Sandboxes
  scenarios: Scenarios
  runId: string
  version: string
}

/** `/__admin`: everything a test arranges, watches and rewinds. */
export function createAdmin({ apis, sandboxes, runId, version }: AdminOptions): RequestListener {
  const app = express().disable('x-powered-by').disable('etag')
  app.get('/__admin/health', (_req, res) => {
    res.json({
      status: 'ok',
      version,
      uptime: process.uptime(),
      runId,
      dataHash: sandboxes.dataHash,
      apis: apis.map(api => api.name),
      sandboxes: sandboxes.size,
      problems: [],
    })
  })
  return app
}
