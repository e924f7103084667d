import type { Running } from '../../server.ts'

/** Prints each request as one line of JSON; credentials are masked. */
export function logJson({ events }: Pick<Running, 'events'>): void {
  events.watch(({ name, text }) => {
    if (name === 'request') process.stdout.write(`${text}\n`)
  })
}
