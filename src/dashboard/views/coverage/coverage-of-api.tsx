import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { ApiCoverage } from '../../../client/types.ts'
import { Status } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import { hrefOf } from '../../state/address.ts'
import { number, say } from '../../words/say.ts'

/** One API: a bar for each thing that is counted, and below it what is missing, with a way to try it. */
export function CoverageOfApi({ api }: { readonly api: ApiCoverage }) {
  const { name, operations, cases, readings, parameters } = api
  const half = readings.options.filter(({ seen, of }) => seen.length < of.length)
  return (
    <section class="card coverage-of" aria-label={name}>
      <h3>{name}</h3>
      <Share title={say('Operations')} share={operations}>
        {operations.missing.map(id => (
          <li key={id}>
            <a href={hrefOf({ view: 'api', id: [name, id] })}>{id}</a>
          </li>
        ))}
      </Share>
      <Share title={say('Documented cases')} share={cases}>
        {cases.missing.map(({ operation, id, status, code, text, docs }) => (
          <li key={`${operation} ${id}`}>
            <a href={hrefOf({ view: 'api', id: [name, operation], filter: id })}>{operation}</a>{' '}
            <Status status={status} />
            {code !== undefined && String(code) !== String(status) && <code>{code}</code>} <bdi>{text}</bdi>
            <small class="muted">
              <Prose text={docs} />
            </small>
          </li>
        ))}
      </Share>
      <Share title={say('Readings')} share={readings}>
        {half.map(({ id, seen, of }) => (
          <li key={id}>
            <a href={hrefOf({ view: 'readings', id: [name, id.split('.').at(-1)!] })}>{id}</a>{' '}
            <span class="muted">
              {say('not tried:')} {of.filter(option => !seen.includes(option)).join(', ')}
            </span>
          </li>
        ))}
      </Share>
      <Share title={say('Parameters')} share={parameters}>
        {parameters.missing.map(text => (
          <li key={text}>
            <bdi>{text}</bdi>
          </li>
        ))}
      </Share>
    </section>
  )
}

interface ShareProps {
  readonly title: string
  readonly share: { readonly seen: number; readonly of: number }
  readonly children: ComponentChildren
}

function Share({ title, share: { seen, of }, children }: ShareProps) {
  const id = useId()
  return (
    <div class="share">
      <div class="share-head">
        <span id={id}>{title}</span>
        <progress aria-labelledby={id} value={seen} max={Math.max(1, of)} />
        <span class="count">
          {number(seen)} / {number(of)}
        </span>
      </div>
      {seen < of || (Array.isArray(children) && children.length > 0) ? (
        <details>
          <summary>{say('What is missing')}</summary>
          <ul class="missing">{children}</ul>
        </details>
      ) : (
        <p class="muted">{say('All of it.')}</p>
      )}
    </div>
  )
}
