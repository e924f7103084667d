import { Command, Option } from 'commander'
import type { Running } from '../server.ts'
import type { Flags } from './serve.ts'
import { baseUrl, duration, filled, list, pair, records, several, size, whole } from './values.ts'

export function startCommand(): Command {
  return new Command('start')
    .description('Start the server (the default).')
    .option('--port <number>', 'port to listen on, 10400 unless given; 0: any free one', whole(0, 65535))
    .option('--host <address>', 'address to listen on; loopback (127.0.0.1 and ::1) unless given', filled)
    .option('--allowed-host <name>', 'further host name to answer for; repeatable', several)
    .option('--public-url <url>', 'where it is reached from outside, as behind a proxy', baseUrl)
    .option('--api <names>', 'APIs to serve, with commas between them; all unless given', list)
    .option('--scenario <name|file>', 'what every sandbox starts from; documented unless given', filled)
    .option('--seed <number>', 'what generated data follows from; 1 unless given', whole(0, 4294967295))
    .option(
      '--records <number>',
      'clients to generate for each API, 50 unless given; or salesman=200, repeatable',
      records,
    )
    .option('--db <file>', 'keep every sandbox in this file; in memory unless given', filled)
    .option('--db-reset', 'set that file aside under a name that says old, and begin anew')
    .option('--now <iso>', 'what the clock shows at the start; real time unless given', filled)
    .option('--frozen', 'let the clock stand still')
    .option('--timezone <name>', 'zone of dates on the wire; Europe/Moscow unless given', filled)
    .option('--reading <api.topic=value>', 'answer to an open question of the documentation; repeatable', pair)
    .option('--profile <api=name>', 'set of readings: salesman=shipped; repeatable', pair)
    .option('--strict', 'refuse what breaks the documentation')
    .option('--journal-limit <number>', 'requests kept for each sandbox; 10000 unless given', whole(0, 10_000_000))
    .option('--body-limit <bytes>', 'largest body: 1mb unless given', size)
    .option('--no-cors', 'send no CORS headers of our own on vendor paths')
    .option(
      '--admin-token <token>',
      'token that /__admin needs; beyond loopback one is made where none is given',
      filled,
    )
    .option('--max-sandboxes <number>', 'sandboxes at most; 1000 unless given', whole(1, 1_000_000))
    .option('--sandbox-ttl <time>', 'unused sandboxes go after this time; 1h unless given', duration)
    .option('--no-auto-sandbox', 'refuse unknown sandbox names instead of making them')
    .option('--check-replies', 'check every reply against its schema')
    .option('--drain <time>', 'time to answer what is under way at SIGTERM; 10s unless given', duration)
    .option('--config <file>', 'config; mock-server.config.{ts,js,json,yaml} is found by itself', filled)
    .option('--ready-file <file>', 'write {url, pid, adminToken} here once it listens', filled)
    .option('--quiet', 'print nothing on start')
    .addOption(new Option('--log <form>', 'print a line for each request').choices(['json']))
    .action(async (_flags: unknown, command: Command) => start(given(command)))
}

/** What was said, without what commander adds for options that were not. */
function given(command: Command): Flags {
  const said = Object.entries(command.opts()).filter(([name]) => command.getOptionValueSource(name) === 'cli')
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
  const exit = (): never => process.exit(0)
  const drain = (): void => {
    if (!running) exit()
    const { drain, close } = running!
    drain().then(close).then(exit)
  }
  const end = (): void => {
    if (!running) exit()
    setTimeout(exit, 900).unref()
    running!.close().then(exit)
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
