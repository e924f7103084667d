#!/usr/bin/env node
// cli: the command.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command, CommanderError } from 'commander'
import { packageRoot } from '../core/lib/package-root.ts'
import { openapiCommand } from './openapi.ts'
import { operationsCommand } from './operations.ts'
import { readingsCommand } from './readings.ts'
import { scenariosCommand } from './scenarios.ts'
import { startCommand } from './start.ts'
import { UsageError } from './usage.ts'

const { version } = JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }
const start = startCommand()

const program = new Command('mock-server')
  .description('A stateful mock server for five documented CRM client APIs.')
  .version(version)
  .addCommand(start, { isDefault: true })
  .addCommand(scenariosCommand())
  .addCommand(readingsCommand())
  .addCommand(operationsCommand())
  .addCommand(openapiCommand())
  .addHelpText('after', () => `\nOptions of start, which is meant where no command is named:\n${optionsOf(start)}`)

for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
  command.exitOverride().configureOutput({ writeErr: () => {} })
}

// Who reads the output may go away, as `head` does; a server goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

try {
  await program.parseAsync()
} catch (error) {
  process.exitCode = tell(error)
}

/** One line for what went wrong. @returns the exit code */
function tell(error: unknown): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    const why =
      error.code === 'commander.excessArguments'
        ? `there is no command ${JSON.stringify(start.args[0])}`
        : error.message.replace(/^error: /, '').replace(/\n/g, ' ')
    console.error(`Cannot read the command line: ${why}${/[.)]$/.test(why) ? '' : '.'} See mock-server --help.`)
    return 2
  }
  console.error(error instanceof Error ? error.message : String(error))
  return error instanceof UsageError ? 2 : 1
}

function optionsOf(command: Command): string {
  const help = command.createHelp()
  const width = Math.max(...command.options.map(option => option.flags.length))
  return help
    .visibleOptions(command)
    .map(({ flags, description }) => `  ${flags.padEnd(width)}  ${description}`)
    .join('\n')
}
