const isTerminal = process.stderr.isTTY

/** Progress: one line that changes on a terminal, a line each elsewhere. */
export function say(text: string): void {
  if (isTerminal) process.stderr.write(`\r\x1b[2K${text}`)
  else process.stderr.write(`${text}\n`)
}

export const sayAll = (text: string): void => void process.stderr.write(`${isTerminal ? '\r\x1b[2K' : ''}${text}\n`)

export function median(values: readonly number[]): number {
  const sorted = values.filter(value => !Number.isNaN(value)).sort((a, b) => a - b)
  if (sorted.length === 0) return Number.NaN
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2
}
