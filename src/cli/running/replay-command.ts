import { Command } from 'commander'
import { texts } from '../language.ts'
import { filled, pair } from '../values.ts'
import type { ReplayFlags } from './replay.ts'

export function replayCommand(): Command {
  const { commands, options, args } = texts
  return new Command('replay')
    .description(commands.replay)
    .argument('<bundle>', args.bundle)
    .option('--reading <api.topic=value>', options.reading, pair)
    .option('--url <url>', options.url, filled)
    .option('--token <token>', options.token, filled)
    .action(async (file: string, flags: ReplayFlags) => {
      const { replayFile } = await import('./replay.ts')
      await replayFile(file, flags)
    })
}
