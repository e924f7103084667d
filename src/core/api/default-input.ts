import { isObject } from '../lib/is-object.ts'
import type { Api } from './api.ts'
import { type BodyFormat, FORM, type Input, type RawBody, type Received, readBody, readMedia } from './input.ts'
import type { Operation } from './operation.ts'
import { OwnFault, refusePromise } from './own-fault.ts'

/**
 * What an operation is given to read where its API does not read it itself.
 *
 * @throws {HttpFault} by its body, where that cannot be read
 */
export function defaultInput(received: Received & { raw: RawBody }, api: Api, operation: Operation | undefined): Input {
  return {
    query: received.query,
    get body() {
      if (!operation?.body) return undefined
      const { media } = operation.body
      if (media) return readMedia(received, received.raw, media)
      const read = readBody(received, formatsOf(api))
      const body = read === undefined ? {} : read
      return api.bodyInQuery && isFields(body) ? { ...received.query, ...body } : body
    },
  }
}

/** @throws {OwnFault} where what a `readInput` gave is none */
export function inputOf(given: Input | null | undefined): Input {
  if (given !== null && typeof given?.query === 'object') return given
  refusePromise(given, 'its readInput')
  throw new OwnFault('its readInput must give { query, body }')
}

/** Whether a body is of fields by name. */
export const isFields = (body: unknown): body is object => isObject(body) && !(body instanceof Uint8Array)

/** How bodies are read beside JSON, by the types that an API takes. */
const formatsOf = ({ bodyTypes = [] }: Api): BodyFormat[] => [
  ...(bodyTypes.includes(FORM) ? (['form'] as const) : []),
  ...(bodyTypes.includes('multipart/form-data') ? (['multipart'] as const) : []),
]
