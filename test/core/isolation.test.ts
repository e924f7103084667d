import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allExamples } from '../support/examples.ts'
import { type Got, type Send, send, serve } from '../support/server.ts'

const START = { now: '2024-05-06T07:08:09+03:00', frozen: true }

const server = await serve({ ...START, records: 3 })
const other = await serve({ ...START, records: 3 })
const examples = allExamples()

/** What of an answer must be the same wherever it comes from; dates of transport and addresses are not. */
function seen({ status, headers, text }: Got, box: string): object {
  const { date: _, ...rest } = headers
  return JSON.parse(JSON.stringify({ status, rest, text }).replaceAll(`/~${box}/`, '/'))
}

let boxes = 0
const newBox = (): string => `iso-${++boxes}`

const ask = async (url: string, box: string, request: Send): Promise<object> =>
  seen(await send(url, { ...request, path: `/~${box}${request.path}` }), box)

describe('sandboxes', () => {
  test('answer in any interleaving what each answers alone', async () => {
    const steps = fc.array(
      fc.record({ box: fc.nat(2), example: fc.nat(examples.length - 1), reset: fc.integer({ min: 0, max: 9 }) }),
      {
        minLength: 10,
        maxLength: 60,
      },
    )
    await fc.assert(
      fc.asyncProperty(steps, async sequence => {
        const { sandboxes, url } = server.running
        const together = [newBox(), newBox(), newBox()]
        const alone = newBox()
        const interleaved: object[][] = [[], [], []]
        for (const { box, example, reset } of sequence) {
          if (reset === 0) await sandboxes.reset(sandboxes.take(together[box]!))
          interleaved[box]!.push(await ask(url, together[box]!, examples[example]!))
        }
        for (const [box, answers] of interleaved.entries()) {
          await sandboxes.reset(sandboxes.take(alone))
          const again: object[] = []
          for (const { example, reset } of sequence.filter(step => step.box === box)) {
            if (reset === 0) await sandboxes.reset(sandboxes.take(alone))
            again.push(await ask(url, alone, examples[example]!))
          }
          expect(again).toEqual(answers)
        }
        for (const box of [...together, alone]) sandboxes.drop(sandboxes.take(box))
      }),
      { numRuns: 12 },
    )
  })

  test('of two servers with one seed answer byte for byte alike', async () => {
    for (const request of examples) {
      const box = 'same'
      expect(await ask(server.running.url, box, request)).toEqual(
        JSON.parse(
          JSON.stringify(await ask(other.running.url, box, request)).replaceAll(
            String(other.running.port),
            String(server.running.port),
          ),
        ),
      )
    }
  })

  test('are exactly at their start again after a reset', async () => {
    const { sandboxes, url } = server.running
    const before = sandboxes.take('again').world
    for (const request of examples) await ask(url, 'again', request)
    const box = sandboxes.take('again')
    expect(Object.values(box.world.tables.toJSON()).some(table => table.changes.size > 0)).toBe(true)
    await sandboxes.reset(box)
    expect(box.world).toBe(before)
  })
})
