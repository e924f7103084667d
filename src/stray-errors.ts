/**
 * Keeps a server of its own process alive where the code of a user's API fails beside its handlers, in a timer or a
 * promise that it started: what went wrong is logged.
 */
export function surviveStrayErrors(): void {
  for (const event of ['uncaughtException', 'unhandledRejection'] as const)
    process.on(event, (error: unknown) => {
      console.error('Something failed outside of any request; a handler must do its work at once:', error)
    })
}
