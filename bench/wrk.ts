import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pinned } from './pin.ts'
import { bytesOf, type Figures, type Job } from './shot.ts'

/** Whether the machine has wrk: figures count when a tool of others gives them. */
export const hasWrk: boolean = spawnSync('wrk', ['-v']).error === undefined

/** Sends the shots in turn, from 16 connections or so, by wrk. It counts in whole seconds. */
export async function shootByWrk({ port, shots, connections, seconds }: Job): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), 'poligon-wrk-'))
  const script = join(folder, 'shots.lua')
  writeFileSync(script, scriptOf(shots.map(bytesOf)))
  const duration = `${Math.max(1, Math.round(seconds))}s`
  const [command, ...args] = pinned('load', [
    ...['wrk', '--threads', '1', '--connections', String(connections), '--duration', duration],
    ...['--timeout', '10s', '--script', script, `http://127.0.0.1:${port}`],
  ])
  try {
    const said = await new Promise<string>((resolve, reject) =>
      execFile(command!, args, (error, stdout, stderr) => (error ? reject(new Error(stderr)) : resolve(stdout))),
    )
    const told = /^FIGURES (.*)$/m.exec(said)?.[1]
    if (told === undefined) throw new Error(`Cannot read what wrk says: ${said.slice(0, 300)}`)
    const { requests, microseconds, p50, p99, longest, failed } = JSON.parse(told)
    return {
      ...{ perSecond: (requests / microseconds) * 1e6, requests, failed, each: [] },
      ...{ p50: p50 / 1e3, p99: p99 / 1e3, longest: longest / 1e3 },
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Requests as they go over the wire, and the figures on a line of their own. */
const scriptOf = (requests: readonly Buffer[]): string => `
local shots = {${requests.map(literal).join(', ')}}
local at = 0
function request()
  at = at % #shots + 1
  return shots[at]
end
function done(summary, latency)
  local errors = summary.errors
  local failed = errors.status + errors.connect + errors.read + errors.write + errors.timeout
  print(string.format('FIGURES {"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"longest":%d,"failed":%d}',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max, failed))
end
`

/** A string of Lua, a byte an escape where it is not plain. */
const literal = (bytes: Buffer): string =>
  `"${[...bytes].map(byte => (byte >= 32 && byte < 127 && byte !== 34 && byte !== 92 ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, '0')}`)).join('')}"`
