import type { ReceivedRequest } from '../api/received-request.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Delivery, deliver } from './delivery.ts'
import { respond } from './pipeline.ts'
import type { PipelineOptions } from './pipeline-options.ts'

/** A request that came whole, and where its answer goes. */
export interface Exchange extends Omit<Delivery, 'answer'> {
  readonly request: ReceivedRequest
  readonly pipeline: PipelineOptions
}

/** Answers from a sandbox. */
export function carryOut(exchange: Exchange, sandbox: Sandbox): void {
  deliver(answered(exchange, sandbox), sandbox)
}

/**
 * Answers from a sandbox that this server owns, or comes to own; the answer leaves when all before it is written.
 *
 * @returns a promise, where it is not owned yet
 */
export function carryOutAsOwner(
  exchange: Exchange,
  id: string,
  sandboxes: Sandboxes,
  fleet: Fleet,
): Promise<void> | undefined {
  const answer = (): undefined => {
    const sandbox = sandboxes.take(id)
    const delivery = answered(exchange, sandbox)
    const written = fleet.held(id)?.written()
    if (written) written.then(() => deliver(delivery, sandbox)).catch(exchange.failed)
    else deliver(delivery, sandbox)
  }
  const owning = fleet.own(id)
  return owning ? owning.then(answer) : answer()
}

function answered({ req, res, request, pipeline, cors, drain, failed }: Exchange, sandbox: Sandbox): Delivery {
  return { req, res, answer: respond(request, sandbox, pipeline), cors, drain, failed }
}
