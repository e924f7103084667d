import type { Api } from '../api/api.ts'
import { type ChosenOption, chosenOption } from '../api/chosen-option.ts'
import type { Readings } from '../api/readings.ts'
import type { ActiveSettings } from './active-settings.ts'

/** The options of readings that are in force in a sandbox: picked, else a profile's, else the default. */
export class ChosenOptions {
  readonly #force: Pick<ActiveSettings, 'profiles' | 'readings'>
  /** By API and topic, as they are asked for. */
  readonly #known = new Map<string, Map<string, ChosenOption>>()

  /** @param force what picks them; it may change, and then `forget` is called */
  constructor(force: Pick<ActiveSettings, 'profiles' | 'readings'>) {
    this.#force = force
  }

  /** @throws {Error} where the API has no such reading */
  of(api: Api, topic: string): ChosenOption {
    let options = this.#known.get(api.name)
    if (!options) this.#known.set(api.name, (options = new Map()))
    let option = options.get(topic)
    if (option === undefined) options.set(topic, (option = this.#pick(api, topic)))
    return option
  }

  forget(): void {
    this.#known.clear()
  }

  #pick(api: Api, topic: string): ChosenOption {
    const id = `${api.name}.${topic}`
    const reading = (api.readings as Readings)[topic]
    if (!reading) throw new Error(`Cannot read ${id}: there is no such reading. Declare it among the API's readings.`)
    const profile = this.#force.profiles[api.name] ?? 'documented'
    return chosenOption(id, reading, this.#force.readings[id] ?? reading.profiles?.[profile] ?? reading.default)
  }
}
