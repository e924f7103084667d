import { Command } from 'commander'
import { texts } from '../language.ts'
import { nonEmpty, sandboxName } from '../values.ts'
import type { Attached, ServerFlags } from './find-server.ts'

/** What a command does, once the server is found. */
export type CommandWork<F> = (attached: Attached, flags: ServerFlags & F, args: readonly string[]) => Promise<void>

/**
 * A command beside a running server.
 *
 * @param line its name and arguments: `why <rid>`
 * @param isOfSandbox whether it is about one sandbox
 */
export function serverCommand<F = object>(
  line: string,
  description: string,
  load: () => Promise<CommandWork<F>>,
  isOfSandbox = true,
): Command {
  const command = new Command(line.split(' ', 1)[0]!).description(description)
  for (const argument of line.split(' ').slice(1)) {
    const name = argument.replace(/[<>[\].]/g, '') as keyof typeof texts.args
    command.argument(argument, texts.args[name])
  }
  if (isOfSandbox) command.option('--sandbox <name>', texts.options.sandbox, sandboxName)
  return command
    .option('--url <url>', texts.options.url, nonEmpty)
    .option('--token <token>', texts.options.token, nonEmpty)
    .action(async (...given: unknown[]) => {
      const self = given.at(-1) as Command
      // An option may stand before the name of a command inside another too.
      const flags = self.optsWithGlobals<ServerFlags & F>()
      const [work, { findServer }] = await Promise.all([load(), import('./find-server.ts')])
      await work(await findServer(flags), flags, self.args)
    })
}
