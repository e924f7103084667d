import { writeFileSync } from 'node:fs'

// Loaded into a server before itself, with `--expose-gc`: on the signal it collects its garbage, and says what is left.
process.on('SIGUSR2', () => {
  ;(globalThis as { gc?: () => void }).gc?.()
  const file = process.env.POLIGON_BENCH_REPORT
  if (!file) return
  const { heapUsed, external } = process.memoryUsage()
  const resources = process.getActiveResourcesInfo()
  const timers = resources.filter(name => name === 'Timeout' || name === 'Immediate').length
  writeFileSync(file, JSON.stringify({ heap: (heapUsed + external) / 1024 / 1024, timers }))
})
