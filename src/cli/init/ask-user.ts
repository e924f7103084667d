import { createInterface } from 'node:readline/promises'

/** Asks whoever sits at the terminal. */
export async function askUser(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await terminal.question(question)
  } finally {
    terminal.close()
  }
}
