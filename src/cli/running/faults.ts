import type { ArrangedFault, Fault } from '../../client/types.ts'
import { plain } from '../../core/lib/readable.ts'
import { texts } from '../language.ts'
import { UsageError } from '../usage.ts'
import type { CommandWork } from './command.ts'

const says = texts.running

export const listFaults: CommandWork<object> = async ({ box }, { json }) => {
  const faults = await box.faults.list()
  if (json) console.log(JSON.stringify({ faults }, null, 2))
  else if (faults.length === 0) console.log(says.noFaults)
  else for (const fault of faults) console.log(lineOf(fault))
}

export const addFault: CommandWork<object> = async ({ box }, _flags, [text]) => {
  const { id, explains } = await box.faults.add(await parse(text!))
  console.log(says.faultAdded(id, explains))
}

export const removeFault: CommandWork<object> = async ({ box }, _flags, [id]) => {
  await box.faults.remove(id!)
  console.log(says.faultRemoved(id!))
}

export const releaseFault: CommandWork<object> = async ({ box }, _flags, [id]) => {
  await box.faults.release(id!)
  console.log(says.faultReleased(id!))
}

type Listed = ArrangedFault & { readonly hits?: number; readonly held?: number }

function lineOf(fault: ArrangedFault): string {
  const { id, explains, hits = 0, held = 0 } = fault as Listed
  const more = [...(hits > 0 ? [says.hits(hits)] : []), ...(held > 0 ? [says.held(held)] : [])]
  return plain(`${id}  ${explains}${more.length > 0 ? `  (${more.join(', ')})` : ''}`)
}

/** YAML is JSON too, and needs no quotes that a shell takes away. */
async function parse(text: string): Promise<Fault> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { prettyErrors: false })
  const [broken] = document.errors
  if (broken) throw new UsageError(says.badFault(broken.message.replace(/[.:]$/, '')))
  return document.toJS() as Fault
}
