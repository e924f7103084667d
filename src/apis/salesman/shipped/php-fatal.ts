import { type Call, Refusal, type Reply, type Work } from '../../../api.ts'
import type { Types } from '../types.ts'

/** The vendor's server dies of a request: HTTP status 200, and a text that is not JSON. */
export class PhpFatal extends Refusal {
  override readonly name = 'PhpFatal'
  override readonly case = null
  /** What to send instead: a sentence. */
  readonly instead: string

  constructor(why: string, instead: string) {
    super(why)
    this.instead = instead
  }
}

type Teller = Pick<Call<Types>, 'violate' | 'path'>

/** What PHP prints of a script that dies; what it names behind it, no recording has. */
const PRINTED = '<br />\n<b>Fatal error</b>:  Uncaught Error<br />\n'

/** Tells in the journal what the vendor would not tell. */
export function deathReply({ violate, path }: Teller, { message, instead }: PhpFatal): Reply {
  const docs = `The vendor's server dies here: ${message}. ${instead}`
  violate({ rule: 'fatal', at: `path ${path}`, value: message, docs })
  return { status: 200, text: PRINTED }
}

/** Answers; a death is an answer too, and what was written before it stays: the vendor's database undoes nothing. */
export function withPhpFatal(call: Teller, answer: () => Reply): Reply {
  try {
    return answer()
  } catch (error) {
    return deathOf(error, call)
  }
}

/** The same in steps. */
export function* stepsWithPhpFatal(call: Teller, answering: Work<Reply>): Work<Reply> {
  try {
    return yield* answering
  } catch (error) {
    return deathOf(error, call)
  }
}

function deathOf(error: unknown, call: Teller): Reply {
  if (error instanceof PhpFatal) return deathReply(call, error)
  throw error
}
