import { Command } from 'commander'
import type { Running } from '../server.ts'
import type { Flags } from './flags.ts'
import { texts } from './language.ts'
import { baseUrl, choice, duration, hosts, names, nonEmpty, pair, records, size, whole } from './values.ts'

export function startCommand(): Command {
  const { commands, options } = texts
  return new Command('start')
    .description(commands.start)
    .option('--port <number>', options.port, whole(0, 65535))
    .option('--host <address>', options.host, nonEmpty)
    .option('--allowed-host <name>', options.allowedHost, hosts)
    .option('--public-url <url>', options.publicUrl, baseUrl)
    .option('--https', options.https)
    .option('--tls-cert <file>', options.tlsCert, nonEmpty)
    .option('--tls-key <file>', options.tlsKey, nonEmpty)
    .option('--keep-alive <seconds>', options.keepAlive, whole(1, 86_400))
    .option('--api <names>', options.api, names)
    .option('--scenario <name|file>', options.scenario, nonEmpty)
    .option('--seed <number>', options.seed, whole(0, 4294967295))
    .option('--records <number>', options.records, records)
    .option('--db <file|address>', options.db, nonEmpty)
    .option('--db-reset', options.dbReset)
    .option('--db-lease <time>', options.dbLease, duration)
    .option('--now <iso>', options.now, nonEmpty)
    .option('--frozen', options.frozen)
    .option('--timezone <name>', options.timezone, nonEmpty)
    .option('--reading <api.topic=value>', options.reading, pair)
    .option('--profile <api=name>', options.profile, pair)
    .option('--strict', options.strict)
    .option('--journal-limit <number>', options.journalLimit, whole(0, 10_000_000))
    .option('--body-limit <bytes>', options.bodyLimit, size)
    .option('--no-cors', options.noCors)
    .option('--admin-token <token>', options.adminToken, nonEmpty)
    .option('--max-sandboxes <number>', options.maxSandboxes, whole(1, 1_000_000))
    .option('--sandbox-ttl <time>', options.sandboxTtl, duration)
    .option('--no-auto-sandbox', options.noAutoSandbox)
    .option('--no-webhooks', options.noWebhooks)
    .option('--allow-webhooks <host>', options.allowWebhooks, hosts)
    .option('--check-replies', options.checkReplies)
    .option('--drain <time>', options.drain, duration)
    .option('--config <file>', options.config, nonEmpty)
    .option('--ready-file <file>', options.readyFile, nonEmpty)
    .option('--watch', options.watch)
    .option('--quiet', options.quiet)
    .option('--log <form>', options.log, choice('pretty', 'json', 'off'))
    .action(async (_flags: unknown, command: Command) => start(given(command)))
}

/** What was said, without what commander adds for options that were not. */
function given(command: Command): Flags {
  const said = Object.entries(command.opts()).filter(
    ([name]) => name !== 'lang' && command.getOptionValueSource(name) === 'cli',
  )
  return Object.fromEntries(said)
}

async function start(flags: Flags): Promise<void> {
  const stop = stopOnSignals()
  const { serve } = await import('./serve.ts')
  await serve(flags, stop.whenAsked)
}

/**
 * Ends the server, however early it is asked to: at SIGTERM when what is under way is answered, at SIGINT within a second.
 */
function stopOnSignals(): { whenAsked(running: Running): void } {
  let running: Running | undefined
  const exit: () => never = () => process.exit(0)
  const drain = (): void => {
    if (!running) exit()
    const { drain, close } = running
    drain().then(close).then(exit)
  }
  const end = (): void => {
    if (!running) exit()
    setTimeout(exit, 900).unref()
    running.close().then(exit)
    process.once('SIGINT', exit)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', drain)
  // Asked twice, it goes on as it is.
  process.on('SIGTERM', () => {})
  return {
    whenAsked(started) {
      running = started
    },
  }
}
