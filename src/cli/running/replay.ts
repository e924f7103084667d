import { readFile } from 'node:fs/promises'
import type { Replay } from '../../client/replay.ts'
import type { Bundle } from '../../client/types.ts'
import { loadConfig } from '../../config.ts'
import { whyUnreadable } from '../../core/lib/file-error.ts'
import { shorten } from '../../core/lib/shorten.ts'
import { connect, type MockServer, startMockServer } from '../../index.ts'
import { serverOptions } from '../flags.ts'
import { texts } from '../language.ts'
import { findServer } from './find-server.ts'
import { firstDifference } from './first-difference.ts'

export interface ReplayFlags {
  readonly url?: string
  readonly token?: string
  readonly reading?: Readonly<Record<string, string>>
}

const says = texts.replay

/** Plays a bundle in a sandbox of its own; says the first answer that differs, and then ends with 1. */
export async function replayFile(file: string, flags: ReplayFlags): Promise<void> {
  const bundle = await read(file)
  await using server = await serverFor(flags)
  const { played, differs } = await server.replay(bundle, { ...(flags.reading && { readings: flags.reading }) })
  if (!differs) {
    console.log(says.same(played))
    return
  }
  console.log(linesOf(differs, bundle).join('\n'))
  process.exitCode = 1
}

/** The server that is named, or one that is there for the replay alone: with the APIs of this folder's config. */
async function serverFor({ url, token }: ReplayFlags): Promise<MockServer> {
  if (url !== undefined) {
    const { connection, ca } = await findServer({ url, token })
    return connect(connection.url, { token: connection.token, ...(ca !== undefined && { ca }) })
  }
  const { db, https, tlsCert, tlsKey, host, adminToken, ...config } = serverOptions((await loadConfig(undefined)) ?? {})
  // What was told once is not told again.
  return startMockServer({ ...config, port: 0, webhooks: false })
}

async function read(file: string): Promise<Bundle> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new Error(says.unreadable(file, whyUnreadable(error)))
  })
  let bundle: Partial<Bundle> | null
  try {
    bundle = JSON.parse(text)
  } catch {
    throw new Error(says.unreadable(file, says.notJson))
  }
  if (!Array.isArray(bundle?.requests)) throw new Error(says.unreadable(file, says.notBundle))
  if (typeof bundle.clock?.now !== 'string') throw new Error(says.unreadable(file, says.noClock))
  return { faults: [], records: {}, readings: {}, profiles: {}, ...bundle } as Bundle
}

function linesOf({ request, expected, got }: NonNullable<Replay['differs']>, { requests }: Bundle): string[] {
  const line = `${request.method} ${request.url}`
  const { at, was, is } = firstDifference(expected, got)
  return [
    says.differs(requests.indexOf(request) + 1, requests.length, line),
    `  ${at === 'status' ? says.status : at}`,
    `  ${says.was}: ${brief(was)}`,
    `  ${says.is}: ${brief(is)}`,
  ]
}

function brief(value: unknown): string {
  if (value === null) return says.noAnswer
  if (value === undefined) return says.nothing
  return shorten(typeof value === 'string' ? value : JSON.stringify(value), 300)
}
