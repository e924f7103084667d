import { Command } from 'commander'
import type { Readings } from '../core/api/readings.ts'
import { texts } from './language.ts'

export function readingsCommand(): Command {
  return new Command('readings').description(texts.commands.readings).argument('[api]', texts.args.onlyApi).action(list)
}

async function list(only: string | undefined): Promise<void> {
  const [{ chosen }, { profilesOf }] = await Promise.all([import('./apis.ts'), import('../core/api/api.ts')])
  for (const api of await chosen(only)) {
    const profiles = profilesOf(api).filter(name => name !== 'documented')
    if (profiles.length > 0) console.log(`${texts.readingsList.profiles(api.name, profiles.join(', '))}\n`)
    for (const [topic, reading] of Object.entries(api.readings as Readings)) {
      console.log(`${api.name}.${topic}: ${reading.about}`)
      for (const [option, effect] of Object.entries(reading.options)) {
        const inProfiles = profiles.filter(name => reading.profiles?.[name] === option)
        const marks = [...(option === reading.default ? [texts.readingsList.default] : []), ...inProfiles]
        console.log(`  ${option}${marks.length > 0 ? ` (${marks.join(', ')})` : ''}: ${effect}`)
      }
      console.log()
    }
  }
}
