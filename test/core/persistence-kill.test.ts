import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { send } from '../support/server.ts'

/** How often the server is killed: `POLIGON_KILLS=50 npx vitest run test/core/persistence-kill.test.ts`. */
const KILLS = Number(process.env.POLIGON_KILLS ?? 5)
const BEHIND = 500

const folder = mkdtempSync(join(tmpdir(), 'poligon-kill-'))
const file = join(folder, 'sandboxes.json')
const children = new Set<ChildProcess>()

afterAll(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

async function start(): Promise<{ child: ChildProcess; url: string }> {
  const child = fork('test/support/child.mjs', ['test/support/database-server.ts', file])
  children.add(child)
  const [message] = (await once(child, 'message')) as [{ url?: string; problem?: string }]
  if (!message.url) throw new Error(message.problem)
  return { child, url: message.url }
}

/** Adds notes, eight at a time, until the server is gone; keeps when each was acknowledged, by its text. */
async function storm(url: string, round: number, acknowledged: Map<string, number>): Promise<void> {
  const line = async (n: number): Promise<void> => {
    for (let i = 0; ; i++) {
      const text = `${round}/${n}/${i}`
      if ((await post(url, `/sandboxes/w${n}/data/lab/notes`, { team: 0, text })) !== 201) return
      acknowledged.set(text, performance.now())
    }
  }
  for (let n = 0; n < 8; n++) await post(url, '/sandboxes', { id: `w${n}` })
  await Promise.all(Array.from({ length: 8 }, (_, n) => line(n)))
}

/** How long at most the machine let a timer wait, in milliseconds: a busy one delays the server as it delays us. */
function stalls(): () => number {
  let last = performance.now()
  let longest = 0
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last - 10)
    last = performance.now()
  }, 10)
  return () => {
    clearInterval(timer)
    return longest
  }
}

/** The status of the answer; 0 where the server was gone. */
const post = (url: string, path: string, body: object): Promise<number> =>
  send(url, { method: 'POST', path: `/__admin${path}`, body }).then(
    ({ status }) => status,
    () => 0,
  )

/** The texts of all notes in the file, which must be whole. */
function textsInFile(): Set<string> {
  const { sandboxes } = JSON.parse(readFileSync(file, 'utf8')) as {
    sandboxes: Record<string, { tables: Record<string, [number, number, { text: string }][]> }>
  }
  const notes = Object.values(sandboxes).flatMap(({ tables }) => tables['lab.notes'] ?? [])
  return new Set(notes.map(([, , { text }]) => text))
}

test(
  `a server killed in a storm of writes, ${KILLS} times, loses at most the last half second`,
  async () => {
    let rounds: Set<string> = new Set()
    let tried = 0
    for (let round = 0; round < KILLS; round++) {
      const { child, url } = await start()
      const exit = once(child, 'exit')
      const acknowledged = new Map<string, number>()
      const stalled = stalls()
      const over = storm(url, round, acknowledged)
      await vi.waitFor(() => expect(acknowledged.size).toBeGreaterThan(0), 10_000)
      // The moment of death is what is tried; it waits for nothing else.
      await new Promise(resolve => setTimeout(resolve, 600 + ((round * 137) % 500)))
      child.kill('SIGKILL')
      const killed = performance.now() - stalled()
      await exit
      await over
      const due = [...acknowledged].filter(([, at]) => at < killed - BEHIND).map(([text]) => text)
      const found = textsInFile()
      tried += due.length
      expect([...rounds, ...due].filter(text => !found.has(text))).toEqual([])
      rounds = found
    }
    const { child } = await start()
    const exit = once(child, 'exit')
    child.disconnect()
    await exit
    expect(tried).toBeGreaterThan(0)
    expect(textsInFile().size).toBe(rounds.size)
    expect(readdirSync(folder).filter(name => name.includes('.corrupt-'))).toEqual([])
  },
  20_000 + KILLS * 8_000,
)
