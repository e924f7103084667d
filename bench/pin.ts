import { spawnSync } from 'node:child_process'
import { availableParallelism } from 'node:os'

const CORES = { server: '0', load: '1' } as const

/** Whether server and load can each have a core of their own. */
export const isPinned: boolean =
  process.platform === 'linux' &&
  availableParallelism() > 1 &&
  spawnSync('taskset', ['-c', CORES.load, 'true']).status === 0

/** A command line that keeps to a core. */
export const pinned = (role: keyof typeof CORES, line: readonly string[]): readonly string[] =>
  isPinned ? ['taskset', '-c', CORES[role], ...line] : line

/** Keeps this process to a core. */
export function pinThis(role: keyof typeof CORES): void {
  if (isPinned) spawnSync('taskset', ['-cp', CORES[role], String(process.pid)])
}
