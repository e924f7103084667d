import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Scenario } from '../../src/core/scenarios/scenario.ts'
import { allExamples } from '../support/examples.ts'
import { serve } from '../support/server.ts'

const server = await serve({ records: 20, now: '2024-05-06T07:08:09+03:00', frozen: true })
const { admin } = server

/** What of the answers must be the same in any sandbox. */
const play = async (id: string): Promise<unknown[]> => {
  const answers: unknown[] = []
  for (const example of allExamples()) {
    const { status, text, headers } = await server.send({ ...example, path: `/~${id}${example.path}` })
    answers.push([example.path, status, text.replaceAll(`/~${id}/`, '/'), headers['x-mock-violations']])
  }
  return answers
}

test('a state of all five APIs goes on in another sandbox as in its own, answer by answer', async () => {
  await admin('POST /sandboxes', { id: 'whence', seed: 5 })
  await admin('POST /sandboxes', { id: 'whither', scenario: 'empty' })
  await play('whence')
  await server.send({ path: '/~whence/api/v1/crm/Countries' })
  // Kept answers are no part of a state.
  await admin('POST /sandboxes/whence/clock/advance', { minutes: 2 })
  const state = await admin('GET /sandboxes/whence/state')
  expect(await admin('PUT /sandboxes/whither/state', state.body)).toMatchObject({ status: 200 })
  expect((await admin('GET /sandboxes/whither/state')).text).toBe(state.text)
  const [one, other] = [await play('whence'), await play('whither')]
  expect(other).toEqual(one)
  expect((await admin('GET /sandboxes/whither/state')).text).toBe((await admin('GET /sandboxes/whence/state')).text)
}, 60_000)

test('the state of an untouched sandbox is no change of it', async () => {
  await admin('POST /sandboxes', { id: 'same' })
  const { body } = await admin('GET /sandboxes/same/state')
  expect((body as Scenario).data!.salesman!.clients!.length).toBeGreaterThan(20)
  await admin('PUT /sandboxes/same/state', body)
  expect((await admin('GET /sandboxes/same/changes')).body).toEqual({ changes: [] })
})

test('a server started from a state gives the same requests the same answers, refused ones too', async () => {
  const refused = { path: '/api/v1/crm/Cities' }
  await server.send({ ...refused, path: `/~left${refused.path}` })
  const { text } = await admin('GET /sandboxes/left/state')
  const folder = mkdtempSync(join(tmpdir(), 'poligon-state-'))
  const scenario = join(folder, 'state.json')
  writeFileSync(scenario, text)
  const next = await serve({ scenario })
  for (const again of ['at the start', 'after a reset']) {
    expect([again, (await next.admin('GET /sandboxes/default/state')).text]).toEqual([again, text])
    const { requestId } = (await next.send(refused)).body as { requestId: string }
    expect(requestId).toMatch(/^[0-9a-f]{32}$/)
    await next.admin('POST /sandboxes/default/reset')
  }
  const answers = await Promise.all([next.send(refused), server.send({ ...refused, path: `/~left${refused.path}` })])
  expect(answers[0].text).toBe(answers[1].text)
  rmSync(folder, { recursive: true })
})

test('every shipped scenario’s state comes back', async () => {
  const { scenarios } = (await admin('GET /scenarios')).body as { scenarios: { name: string }[] }
  for (const [i, { name }] of scenarios.entries()) {
    await admin('POST /sandboxes', {
      id: `shipped-${i}`,
      scenario: name,
      now: '2024-05-06T07:08:09+03:00',
      frozen: true,
    })
    const state = await admin(`GET /sandboxes/shipped-${i}/state`)
    expect([name, (await admin('PUT /sandboxes/whither/state', state.body)).status]).toEqual([name, 200])
    expect((await admin('GET /sandboxes/whither/state')).text).toBe(state.text)
  }
})
