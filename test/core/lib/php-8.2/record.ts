// Asks PHP about every input again and writes down its answers: npx jiti test/core/lib/php-8.2/record.ts
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bodies } from './bodies.ts'
import { bytesOf, textOf, texts } from './inputs.ts'
import { askBody, askText, phpVersion, startPhp } from './php-server.ts'

const write = (file: string, rows: readonly unknown[]): void =>
  writeFileSync(join(import.meta.dirname, file), `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]\n`)

const version = phpVersion()
if (version !== '8.2') throw new Error(`Cannot record: PHP 8.2 is needed, not ${version ?? 'none'}.`)
const php = await startPhp()
try {
  const answers = []
  for (const input of texts) answers.push({ ...input, ...(await askText(php, textOf(input), input.charset)) })
  write('texts.recorded.json', answers)
  const read = []
  for (const input of bodies) read.push({ ...input, ...(await askBody(php, bytesOf(input), input)) })
  write('bodies.recorded.json', read)
} finally {
  await php.close()
}
