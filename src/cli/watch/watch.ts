import { unwatchFile, watchFile } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { CONFIG_NAMES, type Config, loadConfig } from '../../config.ts'
import { filesOfConfig, filesOfScenario } from '../../config-files.ts'
import type { Running } from '../../server.ts'
import { configOf, type Flags, serverOptions } from '../flags.ts'
import { texts } from '../language.ts'
import { inLanguage } from '../report.ts'

/** Files are asked by `stat` so often: what is told of changes by the system itself fails on mounted folders. */
const EVERY_MS = 100

/** What takes effect at once; anything else needs another start. */
const AT_ONCE = ['scenario', 'seed', 'records', 'now', 'frozen', 'timezone', 'profiles', 'readings', 'strict', 'apis']

/** Takes what changes in the files of a server into the server, and says on standard error what became of it. */
export async function watch(flags: Flags, config: Config, running: Running): Promise<void> {
  let used = config
  let watched: string[] = []
  const changed = new Set<string>()
  let work: Promise<void> | undefined

  const look = (): void => {
    const files = filesOf(flags, used)
    for (const file of watched.filter(path => !files.includes(path))) unwatchFile(file)
    for (const file of files.filter(path => !watched.includes(path)))
      watchFile(file, { interval: EVERY_MS, persistent: false }, (now, before) => {
        // A file that is not there is told of once, as if it had changed.
        if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return
        changed.add(file)
        // One change after the other: what comes while one is taken in is taken in next.
        work ??= takeIn().finally(() => (work = undefined))
      })
    watched = files
  }

  const takeIn = async (): Promise<void> => {
    while (changed.size > 0) {
      const names = [...changed].map(file => relative(process.cwd(), file))
      changed.clear()
      try {
        const next = configOf(flags, (await loadConfig(flags.config, process.cwd(), true)) ?? {})
        const stay = await running.reload(serverOptions(next))
        say(
          running,
          names,
          stay.map(({ id }) => id),
        )
        sayRestart(used, next)
        used = next
      } catch (error) {
        const said = await inLanguage((error as Error).message)
        console.error(texts.watch.faulty(/[.?!]$/.test(said) ? said : `${said}.`))
      }
      look()
    }
  }
  look()
}

/** Everything that the state of the server was read from, or would be. */
function filesOf(flags: Flags, { scenario, apis = [] }: Config): string[] {
  const configs = flags.config === undefined ? CONFIG_NAMES : [flags.config]
  const scenarios = scenario !== undefined && /[\\/]|\.(ya?ml|json)$/.test(scenario) ? filesOfScenario(scenario) : []
  const schemas = apis.flatMap(({ schemas: folder }) => (folder?.files ?? []).map(file => join(folder!.path, file)))
  return [...new Set([...configs.flatMap(name => filesOfConfig(resolve(name))), ...scenarios, ...schemas])]
}

function say({ sandboxes }: Running, files: readonly string[], stay: readonly string[]): void {
  const anew = sandboxes.list().length - stay.length
  console.error(`${texts.watch.changed(files.join(', '))}: ${texts.watch.anew(anew)}`)
  for (const name of stay) console.error(texts.watch.stays(name))
}

function sayRestart(before: Config, after: Config): void {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])] as (keyof Config)[]
  const late = names.filter(name => !AT_ONCE.includes(name) && !isDeepStrictEqual(before[name], after[name]))
  if (late.length > 0) console.error(texts.watch.restart(late.join(', ')))
}
