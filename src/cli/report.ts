import { type Command, CommanderError } from 'commander'
import type { ControlError } from '../client/connection.ts'
import { language } from './language.ts'
import { isShown, sayUsage, UsageError } from './usage.ts'

/** Says in one line what went wrong. @returns the exit code */
export async function report(error: unknown, program: Command): Promise<number> {
  if (error instanceof CommanderError) {
    if (isShown(error)) return 0
    console.error(sayLine(error, program, process.argv.slice(2)))
    return 2
  }
  console.error(await inLanguage(await messageOf(error)))
  return error instanceof UsageError ? 2 : 1
}

async function messageOf(error: unknown): Promise<string> {
  if (!(error instanceof Error)) return String(error)
  if (error.name !== 'ControlError') return error.message
  const { sayRefusal } = await import('./running/refusal.ts')
  return sayRefusal(error as ControlError)
}

/** A message of the server in the language of the command. */
export async function inLanguage(message: string): Promise<string> {
  if (language === 'en') return message
  return (await import('./texts/russian-errors.ts')).inRussian(message)
}

function sayLine(error: CommanderError, program: Command, args: readonly string[]): string {
  const start = program.commands.find(child => child.name() === 'start') ?? program
  const named = namedIn(program, args)
  const command = named.at(-1) ?? program
  const acting = named.length > 0 ? command : start
  // A word too many where a command could stand is a command that there is not.
  const word = acting.args[acting.registeredArguments.length]
  const isCommand = command.commands.length > 0
  // `help nope` shows the help, and fails.
  const strange = { 'commander.help': args[args.indexOf('help') + 1], 'commander.excessArguments': word }[error.code]
  const code = isCommand || error.code === 'commander.help' ? 'commander.unknownCommand' : error.code
  const told = strange === undefined ? error : new CommanderError(2, code, `'${strange}'`)
  return sayUsage(told, {
    command: named.map(child => `${child.name()} `).join(''),
    commands: command.commands.map(child => child.name()),
    options: [...acting.options.flatMap(({ long }) => (long ? [long] : [])), '--help'],
  })
}

/** The commands that a line names, from the outside in. */
function namedIn(program: Command, args: readonly string[]): Command[] {
  const named: Command[] = []
  for (const word of args) {
    const next = (named.at(-1) ?? program).commands.find(child => child.name() === word)
    if (!next) break
    named.push(next)
  }
  return named
}
