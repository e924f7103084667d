import type { Running } from '../../server.ts'

/** Prints each request as one line of JSON; credentials are masked. */
export function logJson({ events }: Pick<Running, 'events'>): void {
  events.watch(({ name, sandbox, data }) => {
    if (name === 'request') process.stdout.write(`${JSON.stringify({ sandbox, ...data() })}\n`)
  })
}
