import type { SandboxInfo } from '../../client/types.ts'
import { texts } from '../language.ts'
import { printTable } from '../print-table.ts'
import type { CommandWork } from './command.ts'

export const listSandboxes: CommandWork<object> = async ({ connection }, { json }) => {
  const { sandboxes } = await connection.ask<{ sandboxes: readonly SandboxInfo[] }>('/sandboxes')
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
  printTable(rows)
}

export const addSandbox: CommandWork<object> = async ({ connection }, _flags, [id]) => {
  await connection.ask('/sandboxes', { method: 'POST', body: { id } })
  console.log(texts.running.sandboxMade(id!))
}

export const dropSandbox: CommandWork<object> = async ({ connection }, _flags, [id]) => {
  await connection.ask(`/sandboxes/${encodeURIComponent(id!)}`, { method: 'DELETE' })
  console.log(texts.running.sandboxDropped(id!))
}
