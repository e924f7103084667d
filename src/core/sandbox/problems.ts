import { Problem } from '../api/problem.ts'

export const taken = (id: string): Problem =>
  new Problem(
    409,
    'Sandbox exists',
    `There is already a sandbox ${JSON.stringify(id)}.`,
    `Reset it instead: POST /__admin/sandboxes/${id}/reset.`,
  )

export const undroppable = (): Problem =>
  new Problem(
    409,
    'Sandbox needed',
    'The sandbox "default" always exists.',
    'Reset it instead: POST /__admin/sandboxes/default/reset.',
  )

/** Of an unknown name, under `--no-auto-sandbox`. */
export const notMade = (id: string): Problem =>
  new Problem(
    404,
    'Unknown sandbox',
    `There is no sandbox ${JSON.stringify(id)}, and the server runs with --no-auto-sandbox.`,
    `Create it: POST /__admin/sandboxes {"id":${JSON.stringify(id)}}.`,
  )

export const dropped = (id: string): Problem =>
  new Problem(
    404,
    'Unknown sandbox',
    `Sandbox ${JSON.stringify(id)} was dropped meanwhile.`,
    'Create it again: POST /__admin/sandboxes.',
  )

/** Of a request that began before a reset, and would write after it. */
export const stale = (id: string): Problem =>
  new Problem(
    409,
    'Stale request',
    `Sandbox ${id} was reset while this request was under way; it wrote nothing.`,
    'Await every request before you reset.',
  )

/** @param seconds after which one may be unused */
export const tooMany = (max: number, seconds: number): Problem =>
  new Problem(
    503,
    'Too many sandboxes',
    `All ${max} sandboxes are in use.`,
    'Drop one (DELETE /__admin/sandboxes/ID), or start the server with a larger --max-sandboxes.',
    {},
    { 'retry-after': String(seconds) },
  )
