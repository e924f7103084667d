import { batch } from '@preact/signals'

/** Between two drawings of what streams in. */
const PAUSE_MS = 80

const waiting = new Set<() => void>()
let isPlanned = false
let last = 0

/** Runs `change` before the next drawing; however often it is asked for, once. */
export function draw(change: () => void): void {
  waiting.add(change)
  if (isPlanned) return
  isPlanned = true
  const rest = PAUSE_MS - (performance.now() - last)
  if (rest > 0) setTimeout(() => requestAnimationFrame(run), rest)
  else requestAnimationFrame(run)
}

function run(): void {
  isPlanned = false
  last = performance.now()
  const changes = [...waiting]
  waiting.clear()
  batch(() => {
    for (const change of changes) change()
  })
}
