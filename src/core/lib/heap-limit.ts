import { getHeapStatistics } from 'node:v8'

const MB = 1024 * 1024

/**
 * The bytes that V8 has for objects that are no longer young, in this process: beyond them it ends. What it tells is the limit
 * with that of young ones, which differs from one Node to the next.
 */
export const heapLimit = (): number =>
  oldLimitOf(
    getHeapStatistics().heap_size_limit,
    [process.env.NODE_OPTIONS ?? '', ...process.execArgv].join(' '),
    process.versions.v8,
  )

/**
 * @param total bytes of both
 * @param flags of Node, in their order
 * @param v8 its version
 */
export function oldLimitOf(total: number, flags: string, v8: string): number {
  const given = [...flags.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)].at(-1)?.[1]
  // None is the default.
  if (given !== undefined && Number(given) > 0) return Math.min(total, Number(given) * MB)
  const young = (Number.parseInt(v8, 10) >= 13 ? 192 : 48) * MB
  return Math.max(total - young, total / 2)
}
