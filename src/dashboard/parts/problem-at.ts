import type { Problem } from '../state/model.ts'

/** What the server says of one field; '' where nothing. */
export function problemAt(problem: Problem | null, name: string): string {
  const errors = problem?.errors ?? []
  const own = errors.filter(({ path }) => path === name || path.replace(/^(body|match)\./, '') === name)
  if (own.length > 0) return own.map(({ message }) => message).join('; ')
  // A refusal of the store names the field in its sentence: “clients.uid "7" is taken: …”.
  const [, field] = /^[\w-]+\.(\w+) /.exec(problem?.detail ?? '') ?? []
  return errors.length === 0 && field === name ? problem!.detail : ''
}
