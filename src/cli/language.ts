import { english, type Texts } from './texts/english.ts'

export type Language = 'en' | 'ru'

/**
 * The language of the command: `--lang`, else that of the environment, by POSIX' order of its variables.
 *
 * @param args of the command line; they are looked at before they are parsed, since help and errors need it too
 */
export function languageOf(args: readonly string[], env: NodeJS.ProcessEnv): Language {
  const at = args.findIndex(arg => arg === '--lang' || arg.startsWith('--lang='))
  const said = at < 0 ? undefined : (args[at]!.split('=')[1] ?? args[at + 1])
  return /^ru/i.test(said ?? (env.LC_ALL || env.LC_MESSAGES || env.LANG || '')) ? 'ru' : 'en'
}

export const language: Language = languageOf(process.argv.slice(2), process.env)

/** Every text of the command, in its language. */
export const texts: Texts = language === 'ru' ? (await import('./texts/russian.ts')).russian : english
