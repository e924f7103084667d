import { createInterface } from 'node:readline/promises'

/** Asks whoever sits at the terminal. @returns undefined where they leave, by Ctrl-C or Ctrl-D */
export async function askUser(question: string): Promise<string | undefined> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  try {
    return await terminal.question(question)
  } catch {
    console.log()
    return undefined
  } finally {
    terminal.close()
  }
}
