import { suffixOf } from '../api/credentials.ts'
import { Problem } from '../api/problem.ts'
import type { ReceivedRequest } from '../api/received-request.ts'
import { headerText } from '../lib/header-list.ts'
import { DEFAULT_SANDBOX, refuseMalformed, refuseMalformedSuffix } from '../sandbox/name.ts'

/** The sandbox that path and header name; they must agree. */
export function addressed(byPath: string | undefined, byHeader: string | string[] | undefined): string | undefined {
  const sent = Array.isArray(byHeader) ? byHeader[0] : byHeader
  const header = sent && headerText(sent)
  for (const name of [byPath, header]) if (name !== undefined) refuseMalformed(name)
  if (byPath !== undefined && header !== undefined && byPath !== header)
    throw disagree('the path', byPath, 'the header x-mock-sandbox', header)
  return byPath ?? header
}

/** Credentials may name the sandbox too, wherever they stand; all ways must agree. */
export function sandboxNamed(request: ReceivedRequest, named: string | undefined): string {
  let id = named
  for (const credential of request.credentials()) {
    const suffix = suffixOf(credential)
    if (suffix === undefined) continue
    refuseMalformedSuffix(suffix)
    if (id !== undefined && id !== suffix)
      throw disagree(named !== undefined ? 'path or header' : 'another credential', id, 'a credential', suffix)
    id = suffix
  }
  return id ?? DEFAULT_SANDBOX
}

const disagree = (one: string, first: string, other: string, second: string): Problem =>
  new Problem(
    400,
    'Two sandboxes',
    `The request names two sandboxes: ${one} says ${JSON.stringify(first)}, ${other} says ${JSON.stringify(second)}.`,
    'Name one sandbox, in one way.',
  )
