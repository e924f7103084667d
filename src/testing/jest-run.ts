import { type HandedOver, handOver } from './handover.ts'
import { checkVersion } from './runner-version.ts'

let handed: HandedOver | undefined

export async function begin(rootDir: string): Promise<void> {
  checkVersion('@jest/globals')
  handed = await handOver(rootDir)
}

export async function end(): Promise<void> {
  await handed?.end()
  handed = undefined
}
