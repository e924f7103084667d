import { writeFile } from 'node:fs/promises'
import { whyUnwritable } from '../../core/lib/file-error.ts'
import { texts } from '../language.ts'
import type { CommandWork } from './command.ts'

/** The whole of a sandbox as a scenario. */
export const showState: CommandWork<{ readonly out?: string }> = async ({ box }, { out }) => {
  const state = await box.state()
  const isYaml = out !== undefined && /\.ya?ml$/.test(out)
  const text = isYaml ? (await import('yaml')).stringify(state) : `${JSON.stringify(state, null, 2)}\n`
  if (out === undefined) {
    process.stdout.write(text)
    return
  }
  try {
    await writeFile(out, text)
  } catch (error) {
    throw new Error(texts.running.cannotWrite(out, whyUnwritable(error)))
  }
  console.log(texts.running.written(out))
}
