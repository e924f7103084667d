import { Command, type Help } from 'commander'
import { docsCommand } from './docs/docs.ts'
import { initCommand } from './init/init.ts'
import { texts } from './language.ts'
import { openapiCommand } from './openapi.ts'
import { operationsCommand } from './operations.ts'
import { readingsCommand } from './readings.ts'
import { runningCommands } from './running/commands.ts'
import { scenariosCommand } from './scenarios.ts'
import { startCommand } from './start.ts'
import { choice } from './values.ts'

/** The command line as a whole. */
export function program(version: string): Command {
  const start = startCommand()
  const whole = new Command('poligon')
    .description(texts.about)
    .version(version, '-V, --version', texts.version)
    .helpCommand('help [command]', texts.helpCommand)
    .addCommand(start, { isDefault: true })
    .addCommand(initCommand())
    .addCommand(scenariosCommand())
    .addCommand(readingsCommand())
    .addCommand(operationsCommand())
    .addCommand(openapiCommand())
    .addCommand(docsCommand())
    .addHelpText('after', () => `\n${texts.optionsOfStart}\n${optionsOf(start)}`)
  for (const command of runningCommands()) whole.addCommand(command)
  for (const command of everyCommand(whole)) {
    command
      .exitOverride()
      .showSuggestionAfterError(false)
      .allowExcessArguments(false)
      .helpOption('-h, --help', texts.help)
      .configureHelp({ styleTitle: titleOf })
      .configureOutput({ writeErr: () => {} })
      .option('--lang <en|ru>', texts.lang, choice('en', 'ru'))
  }
  return whole
}

const everyCommand = (command: Command): Command[] => [command, ...command.commands.flatMap(everyCommand)]

const titleOf: Help['styleTitle'] = title => {
  const name = title.replace(':', '')
  return `${texts.titles[name] ?? name}:`
}

function optionsOf(command: Command): string {
  const help = command.createHelp()
  const width = Math.max(...command.options.map(option => option.flags.length))
  return help
    .visibleOptions(command)
    .map(({ flags, description }) => `  ${flags.padEnd(width)}  ${description}`)
    .join('\n')
}
