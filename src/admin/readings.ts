import type { Api } from '../core/api/api.ts'
import type { Sandbox } from '../core/sandbox/sandbox.ts'
import { checkStart } from '../core/scenarios/check.ts'
import { schema } from '../core/validation/schema.ts'
import { refuseFlaws } from './refuse.ts'
import { route } from './route.ts'

/** The options of readings in force in a sandbox, by `api.topic`, and the profile of each API. */
export interface ReadingsInForce {
  readonly readings: Readonly<Record<string, string>>
  readonly profiles: Readonly<Record<string, string>>
}

const get = route('GET /sandboxes/:id/readings', {
  summary: 'The readings and profiles in force.',
  handle: ({ server, sandbox }) => inForce(sandbox, server.apis),
})

const put = route<Record<string, string | number>>('PUT /sandboxes/:id/readings', {
  summary: 'Chooses options of readings; the others stay as they are.',
  body: schema('admin/readings.json'),
  handle({ server, sandbox, body }) {
    const options = Object.fromEntries(Object.entries(body).map(([id, option]) => [id, String(option)]))
    refuseFlaws(
      checkStart({ readings: options }, server.apis),
      'GET /__admin/apis lists every reading and its options.',
    )
    sandbox.configure({ readings: { ...sandbox.state.readings, ...options } })
    return inForce(sandbox, server.apis)
  },
})

export const readingRoutes = [get, put]

/** What is in force, chosen or by default. */
export function inForce(sandbox: Sandbox, apis: readonly Api[]): ReadingsInForce {
  const ofApi = (api: Api) =>
    Object.keys(api.readings).map(topic => [`${api.name}.${topic}`, sandbox.reading(api, topic)] as const)
  return {
    readings: Object.fromEntries(apis.flatMap(ofApi)),
    profiles: Object.fromEntries(apis.map(({ name }) => [name, sandbox.state.profiles[name] ?? 'documented'])),
  }
}
