import type { ReceivedRequest } from '../api/received-request.ts'
import type { Fleet } from '../fleet/fleet.ts'
import type { Sandboxes } from '../sandbox/registry.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { type Delivery, deliver } from './delivery.ts'
import { type Answer, respond } from './pipeline.ts'
import type { PipelineOptions } from './pipeline-options.ts'

/** A request that came whole, and where its answer goes. */
export interface Exchange extends Omit<Delivery, 'answer'> {
  readonly request: ReceivedRequest
  readonly pipeline: PipelineOptions
}

/**
 * Answers from a sandbox.
 *
 * @returns a promise, where that takes long
 */
export function carryOut(exchange: Exchange, sandbox: Sandbox): Promise<void> | undefined {
  const delivery = answered(exchange, sandbox)
  if (delivery instanceof Promise) return delivery.then(made => deliver(made, sandbox))
  deliver(delivery, sandbox)
  return undefined
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
  const answer = (): Promise<void> | undefined => {
    const sandbox = sandboxes.take(id)
    const send = (delivery: Delivery): void => {
      const written = fleet.held(id)?.written()
      if (written) written.then(() => deliver(delivery, sandbox)).catch(exchange.failed)
      else deliver(delivery, sandbox)
    }
    const delivery = answered(exchange, sandbox)
    if (delivery instanceof Promise) return delivery.then(send)
    send(delivery)
    return undefined
  }
  const owning = fleet.own(id)
  return owning ? owning.then(answer) : answer()
}

function answered(exchange: Exchange, sandbox: Sandbox): Delivery | Promise<Delivery> {
  const answer = respond(exchange.request, sandbox, exchange.pipeline)
  return answer instanceof Promise ? answer.then(made => deliveryOf(exchange, made)) : deliveryOf(exchange, answer)
}

const deliveryOf = ({ req, res, cors, drain, failed }: Exchange, answer: Answer): Delivery => ({
  req,
  res,
  answer,
  cors,
  drain,
  failed,
})
