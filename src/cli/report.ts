import { type Command, CommanderError } from 'commander'
import { language } from './language.ts'
import { isShown, sayUsage, UsageError } from './usage.ts'

/** Says in one line what went wrong. @returns the exit code */
export async function report(error: unknown, program: Command): Promise<number> {
  if (error instanceof CommanderError) {
    if (isShown(error)) return 0
    console.error(sayLine(error, program, process.argv.slice(2)))
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  console.error(await inLanguage(message))
  return error instanceof UsageError ? 2 : 1
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
  const known = error.code === 'commander.excessArguments' && word !== undefined
  const found = known ? new CommanderError(2, isCommand ? 'commander.unknownCommand' : error.code, `'${word}'`) : error
  return sayUsage(found, {
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
