import { Command } from 'commander'
import { texts } from '../language.ts'
import { choice } from '../values.ts'
import type { InitFlags } from './run.ts'
import { RUNNERS } from './runner.ts'

export function initCommand(): Command {
  const { commands, options } = texts
  return new Command('init')
    .description(commands.init)
    .option('--yes', options.yes)
    .option('--runner <name>', options.runner, choice(...RUNNERS))
    .action(async (flags: InitFlags) => (await import('./run.ts')).init(flags))
}
