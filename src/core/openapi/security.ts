import type { Api } from '../api/api.ts'
import type { CredentialPlace } from '../api/credentials.ts'
import type { SecurityRequirement } from './model.ts'
import { isRefused } from './probe.ts'

export interface Security {
  readonly security?: readonly SecurityRequirement[]
  readonly securitySchemes: Readonly<Record<string, object>>
}

/** The places of an API's credentials that OpenAPI has words for: all but the body and the path. */
export function securityOf(api: Api): Security {
  const securitySchemes: Record<string, object> = {}
  let requirements: Record<string, string[]>[] = [{}]
  for (const [credential, places] of Object.entries(api.credentials)) {
    const names = places.flatMap(place => {
      const scheme = schemeOf(place)
      if (!scheme) return []
      const name = `${credential}.${place.in}`
      securitySchemes[name] = { ...scheme, description: `Its last ~ and what follows names a sandbox: ${TAIL}` }
      return [name]
    })
    if (names.length > 0)
      requirements = requirements.flatMap(requirement => names.map(name => ({ ...requirement, [name]: [] })))
  }
  if (Object.keys(securitySchemes).length === 0) return { securitySchemes }
  return { securitySchemes, security: isRefused(api) ? requirements : [...requirements, {}] }
}

const TAIL = 'KEY~w1. It is taken off before the check.'

function schemeOf(place: CredentialPlace): object | undefined {
  if (place.in === 'bearer') return { type: 'http', scheme: 'bearer' }
  // A parameter of the path is described as one.
  return place.in === 'body' || place.in === 'path' ? undefined : { type: 'apiKey', in: place.in, name: place.name }
}
