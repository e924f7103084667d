/** What the command line says wrongly: exit code 2. Everything else that fails is 1. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
