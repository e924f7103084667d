import { expect } from 'vitest'
import { type Node, times } from './fleet.ts'
import { fleet, postgres, test } from './setting.ts'

const CLOCK = ['--now', '2024-03-01T09:00:00+03:00', '--frozen']

/** What a server answers, without what tells the hour. */
async function answer(node: Node, i: number, box: string): Promise<{ id: number; text: string }> {
  const asked =
    i % 10 === 9
      ? node.ask('GET', `/~${box}/api/clients/${10_000_000_000_092 + (i % 7)}`)
      : i % 10 === 8
        ? node.ask('POST', `/~${box}/api/clients`, { naimenovanie: i })
        : node.ask('POST', `/~${box}/api/clients`, { naimenovanie: `client ${i}`, telefon: `7900${1_000_000 + i}` })
  const { status, headers, text } = await asked
  const { date: _, ...same } = headers
  const { result } = JSON.parse(text) as { result?: number }
  return { id: typeof result === 'number' ? result : 0, text: JSON.stringify({ status, same, text }) }
}

test('writes that go to any of three servers are answered as one server answers them, byte by byte, with rising ids', async () => {
  const db = postgres.url('same')
  const nodes = [await fleet.start(db, ...CLOCK), await fleet.start(db, ...CLOCK), await fleet.start(db, ...CLOCK)]
  const alone = await fleet.start('', ...CLOCK)
  const boxes = Array.from({ length: times(2, 20) }, (_, i) => `w${i}`)
  const writes = times(300, 10_000)
  const last = new Map<string, number>()
  let seed = 1
  for (let i = 0; i < writes; i++) {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff
    const box = boxes[i % boxes.length]!
    const [one, many] = [await answer(alone, i, box), await answer(nodes[(seed >> 8) % 3]!, i, box)]
    expect(many.text).toBe(one.text)
    if (i % 10 < 8) {
      expect(many.id).toBeGreaterThan(last.get(box) ?? 0)
      last.set(box, many.id)
    }
  }
  for (const box of boxes) expect(await nodes[0]!.clients(box)).toEqual(await alone.clients(box))
}, 900_000)
