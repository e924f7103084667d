import { texts } from '../language.ts'
import type { CommandWork } from './command.ts'

interface Listed {
  readonly id: string
  readonly scenario: string
  readonly seed: number
  readonly now: string
  readonly frozen: boolean
}

export const listSandboxes: CommandWork<object> = async ({ connection }, { json }) => {
  const { sandboxes } = await connection.ask<{ sandboxes: readonly Listed[] }>('/sandboxes')
  if (json) {
    console.log(JSON.stringify({ sandboxes }, null, 2))
    return
  }
  const rows = sandboxes.map(({ id, scenario, seed, now, frozen }) => [
    id,
    scenario,
    `seed ${seed}`,
    texts.running.clock(now, frozen),
  ])
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]!.length)))
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '))
}

export const addSandbox: CommandWork<object> = async ({ connection }, _flags, [id]) => {
  await connection.ask('/sandboxes', { method: 'POST', body: { id } })
  console.log(texts.running.sandboxMade(id!))
}

export const dropSandbox: CommandWork<object> = async ({ connection }, _flags, [id]) => {
  await connection.ask(`/sandboxes/${encodeURIComponent(id!)}`, { method: 'DELETE' })
  console.log(texts.running.sandboxDropped(id!))
}
