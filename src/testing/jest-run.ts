import { type HandedOver, handOver } from './handover.ts'

let handed: HandedOver | undefined

export async function begin(rootDir: string): Promise<void> {
  handed = await handOver(rootDir)
}

export async function end(): Promise<void> {
  await handed?.end()
  handed = undefined
}
