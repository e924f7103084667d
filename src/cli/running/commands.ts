import { type Command, Option } from 'commander'
import { texts } from '../language.ts'
import { nonEmpty, span } from '../values.ts'
import { serverCommand } from './command.ts'
import { replayCommand } from './replay-command.ts'

/** The commands beside a running server. Each loads what it does when it is called. */
export function runningCommands(): Command[] {
  const { commands, options } = texts
  return [
    serverCommand('requests', commands.requests, async () => (await import('./requests.ts')).showRequests)
      .option('--follow', options.follow)
      .option('--unmatched', options.unmatched)
      .option('--json', options.json),
    serverCommand('why <rid>', commands.why, async () => (await import('./why.ts')).showWhy).option(
      '--json',
      options.json,
    ),
    serverCommand('reset', commands.reset, async () => (await import('./actions.ts')).resetSandbox),
    clockCommand(),
    faultsCommand(),
    serverCommand('changes', commands.changes, async () => (await import('./changes.ts')).showChanges).option(
      '--json',
      options.json,
    ),
    serverCommand('state', commands.state, async () => (await import('./state.ts')).showState).option(
      '--out <file>',
      options.out,
      nonEmpty,
    ),
    sandboxesCommand(),
    serverCommand('coverage', commands.coverage, async () => (await import('./coverage.ts')).showCoverage, false)
      .option('--sandbox <name>', options.sandboxes, nonEmpty)
      .option('--json', options.json)
      .addOption(new Option('--markdown', options.markdown).conflicts('json')),
    replayCommand(),
    serverCommand('open', commands.open, async () => (await import('./open.ts')).openDashboard),
  ]
}

function clockCommand(): Command {
  const { commands, options } = texts
  const clock = serverCommand('clock', commands.clock, async () => (await import('./actions.ts')).setClock)
  const advance = clock.createOption('--advance <time>', options.advance).argParser(span).conflicts('set')
  const run = clock.createOption('--run', options.run).conflicts('freeze')
  return clock
    .addOption(advance)
    .option('--set <iso>', options.set, nonEmpty)
    .option('--freeze', options.freeze)
    .addOption(run)
    .option('--json', options.json)
}

function faultsCommand(): Command {
  const { commands, options } = texts
  const actions = () => import('./faults.ts')
  return serverCommand('faults', commands.faults, async () => (await actions()).listFaults)
    .option('--json', options.json)
    .addCommand(serverCommand('add <fault>', commands.faultsAdd, async () => (await actions()).addFault))
    .addCommand(serverCommand('remove <faultId>', commands.faultsRemove, async () => (await actions()).removeFault))
    .addCommand(serverCommand('release <faultId>', commands.faultsRelease, async () => (await actions()).releaseFault))
}

function sandboxesCommand(): Command {
  const { commands, options } = texts
  const actions = () => import('./sandboxes.ts')
  return serverCommand('sandboxes', commands.sandboxes, async () => (await actions()).listSandboxes, false)
    .option('--json', options.json)
    .addCommand(serverCommand('add <sandbox>', commands.sandboxesAdd, async () => (await actions()).addSandbox, false))
    .addCommand(
      serverCommand('drop <sandbox>', commands.sandboxesDrop, async () => (await actions()).dropSandbox, false),
    )
}
