import { useSignal } from '@preact/signals'
import type { DraftedRequest } from '../../state/draft.ts'
import { say } from '../../words/say.ts'

/** What became of a request that was sent. */
export type SendingOutcome =
  | { readonly kind: 'sending' }
  | { readonly kind: 'failed'; readonly why: string }
  | {
      readonly kind: 'answered'
      readonly status: number
      readonly ms: number
      readonly body: string
      readonly entry: string | null
      readonly violations: number
    }

export function useSending(): {
  readonly outcome: SendingOutcome | null
  readonly send: (request: DraftedRequest) => void
} {
  const outcome = useSignal<SendingOutcome | null>(null)
  const send = (request: DraftedRequest): void => {
    outcome.value = { kind: 'sending' }
    sent(request).then(result => {
      outcome.value = result
    })
  }
  return { outcome: outcome.value, send }
}

async function sent({ method, url, headers, body }: DraftedRequest): Promise<SendingOutcome> {
  const started = performance.now()
  try {
    const answer = await fetch(url, { method, headers, body: body ?? null, cache: 'no-store', credentials: 'omit' })
    return {
      kind: 'answered',
      status: answer.status,
      body: await answer.text(),
      ms: Math.round(performance.now() - started),
      entry: answer.headers.get('x-mock-request-id'),
      violations: Number(answer.headers.get('x-mock-violations') ?? 0),
    }
  } catch (error) {
    // A value that no header can have is refused by the browser; else the line broke.
    const isLine = !(error instanceof TypeError && /header|method/i.test(error.message))
    return { kind: 'failed', why: isLine ? say('No answer: the connection broke.') : (error as Error).message }
  }
}
