import { readFile } from 'node:fs/promises'
import { loadConfig } from '../../config.ts'
import { shorten } from '../../core/lib/shorten.ts'
import { connect, startMockServer } from '../../index.ts'
import { serverOptions } from '../flags.ts'
import { texts } from '../language.ts'
import { type Bundle, type Difference, play, type Stage } from './bundle.ts'
import { findServer } from './find-server.ts'

export interface ReplayFlags {
  readonly url?: string
  readonly token?: string
  readonly reading?: Readonly<Record<string, string>>
}

const says = texts.replay

/** Plays a bundle in a sandbox of its own; says the first answer that differs, and then ends with 1. */
export async function replayFile(file: string, flags: ReplayFlags): Promise<void> {
  const bundle = await read(file)
  const stage = await stageOf(flags)
  try {
    const id = `replay-${process.pid}`
    const difference = await play(stage, id, bundle, flags.reading ?? {})
    if (!difference) console.log(says.same(bundle.requests.length))
    else {
      console.log(linesOf(difference, bundle.requests.length).join('\n'))
      process.exitCode = 1
    }
  } finally {
    await stage.server.close()
  }
}

/** The server that is named, or one that is there for the replay alone: with the APIs of this folder's config. */
async function stageOf({ url, token }: ReplayFlags): Promise<Stage> {
  if (url !== undefined) {
    const { connection, ca } = await findServer({ url, token })
    // What was told once is not told again.
    return { server: await connect(connection.url, { token: connection.token, ...(ca !== undefined && { ca }) }), ca }
  }
  const { db, https, tlsCert, tlsKey, host, adminToken, ...config } = serverOptions((await loadConfig(undefined)) ?? {})
  return { server: await startMockServer({ ...config, port: 0, webhooks: false }), ca: undefined }
}

async function read(file: string): Promise<Bundle> {
  const text = await readFile(file, 'utf8').catch(error => {
    throw new Error(says.unreadable(file, error.code === 'ENOENT' ? says.noFile : error.message))
  })
  let bundle: Partial<Bundle> | null
  try {
    bundle = JSON.parse(text)
  } catch {
    throw new Error(says.unreadable(file, says.notJson))
  }
  if (!Array.isArray(bundle?.requests)) throw new Error(says.unreadable(file, says.notBundle))
  return bundle as Bundle
}

function linesOf({ number, line, at, was, is }: Difference, of: number): string[] {
  return [says.differs(number, of, line), `  ${at}`, `  ${says.was}: ${brief(was)}`, `  ${says.is}: ${brief(is)}`]
}

function brief(value: unknown): string {
  const text = value === undefined ? says.nothing : typeof value === 'string' ? value : JSON.stringify(value)
  return shorten(text, 300)
}
