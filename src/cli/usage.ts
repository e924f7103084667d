import { CommanderError } from 'commander'
import { meantName } from '../core/lib/nearest.ts'
import { texts } from './language.ts'

/** What the command line says wrongly: exit code 2. Everything else that fails is 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** ` Did you mean “check”?`, or nothing where no name is near. */
export function meant(name: string, known: readonly string[]): string {
  const near = meantName(name, known)
  return near === undefined ? '' : texts.didYouMean(near)
}

/** The command that was being read, and what it knows. */
export interface CommandContext {
  /** As it is called, with a space at its end: `scenarios check `; '' where no command is named. */
  readonly command: string
  readonly commands: readonly string[]
  readonly options: readonly string[]
}

/** What commander found wrong, in our words. */
export function sayUsage(error: CommanderError, { command, commands, options }: CommandContext): string {
  return texts.wrongLine(reasonOf(error, commands, options), command)
}

function reasonOf({ code, message }: CommanderError, commands: readonly string[], options: readonly string[]): string {
  const named = /'([^']*)'/.exec(message)?.[1] ?? ''
  switch (code) {
    case 'commander.unknownCommand':
      return texts.unknownCommand(named) + meant(named, commands)
    case 'commander.unknownOption': {
      const name = named.split('=', 1)[0]!
      return texts.unknownOption(name) + meant(name, options)
    }
    case 'commander.excessArguments':
      return texts.tooMany(named)
    case 'commander.optionMissingArgument':
      return texts.optionNeedsValue(flagOf(named))
    case 'commander.missingArgument':
      return texts.missingArgument(named)
    case 'commander.conflictingOption': {
      const [one, other] = [...message.matchAll(/'([^']*)'/g)].map(match => flagOf(match[1]!))
      return texts.conflict(one!, other!)
    }
    case 'commander.invalidArgument': {
      const [, option, value, must] = /^[^']*'([^']*)'(?: argument)? '(.*)' is invalid\. ?(.*)$/s.exec(message) ?? []
      return texts.optionMustBe(flagOf(option ?? named), value ?? '', must ?? '')
    }
    default:
      return message.replace(/^error: /, '').replaceAll('\n', ' ')
  }
}

/** `--port <number>` → `--port` */
const flagOf = (flags: string): string => /--[\w-]+/.exec(flags)?.[0] ?? flags

export const isShown = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0
