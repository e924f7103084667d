import type { ComponentChildren } from 'preact'
import type { Refused } from '../state/server.ts'
import { say } from '../words/say.ts'

/** An empty view: what to do, or that all is well. */
export function Empty({ title, children }: { readonly title: string; readonly children?: ComponentChildren }) {
  return (
    <div class="empty">
      <h3>{title}</h3>
      {children}
    </div>
  )
}

/** What a view shows in place of what could not be read. */
export function Failed({ error, missing }: { readonly error: Error & Partial<Refused>; readonly missing?: string }) {
  if (error.isMissing && missing) return <Empty title={missing} />
  return (
    <div class="empty" role="alert">
      <h3>{error.problem?.title ?? error.message}</h3>
      <p>
        <bdi>{error.problem?.detail ?? say('This is asked for again as soon as it does.')}</bdi>
      </p>
      {error.problem?.hint && (
        <p class="muted">
          <bdi>{error.problem.hint}</bdi>
        </p>
      )}
    </div>
  )
}

export const Loading = () => <p class="empty muted">{say('Loading…')}</p>
