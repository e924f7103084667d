import { Command } from 'commander'
import { texts } from '../language.ts'
import { nonEmpty, pair } from '../values.ts'
import type { ReplayFlags } from './replay.ts'

export function replayCommand(): Command {
  const { commands, options, args } = texts
  return new Command('replay')
    .description(commands.replay)
    .argument('<bundle>', args.bundle)
    .option('--reading <api.topic=value>', options.reading, pair)
    .option('--url <url>', options.replayUrl, nonEmpty)
    .option('--token <token>', options.token, nonEmpty)
    .action(async (file: string, flags: ReplayFlags) => {
      const { replayFile } = await import('./replay.ts')
      await replayFile(file, flags)
    })
}
