import { Code } from '../../parts/code.tsx'
import { Status } from '../../parts/marks.tsx'
import { Prose } from '../../parts/prose.tsx'
import type { Described, Example } from '../../state/openapi.ts'
import { say } from '../../words/say.ts'

/** The documented answers, each with its examples. */
export function Answers({ described }: { readonly described: Described }) {
  return (
    <section class="card" aria-label={say('Documented answers')}>
      <h3>{say('Documented answers')}</h3>
      {Object.entries(described.responses).map(([status, { description, content = {} }]) => {
        // A line in Markdown, then the cases as a list.
        const [title, ...cases] = description.split(/\n+(?:- )?/)
        const examples = Object.values(content).flatMap(({ examples = {} }) => Object.entries(examples))
        return (
          <details key={status} class="answer" open={status === '200' && examples.length > 0}>
            <summary>
              {status === 'default' ? <code>{say('other')}</code> : <Status status={Number(status)} />}{' '}
              <Prose text={title!} />
              {cases.map(line => (
                <span key={line} class="case">
                  <Prose text={line} />
                </span>
              ))}
            </summary>
            {examples.length === 0 ? (
              <p class="muted">{say('The documentation shows no example.')}</p>
            ) : (
              examples.map(([name, example]) => <One key={name} name={name} example={example} />)
            )}
          </details>
        )
      })}
    </section>
  )
}

function One({ name, example }: { readonly name: string; readonly example: Example }) {
  return (
    <>
      <p class="muted">
        <code>{name}</code> <bdi>{example.summary}</bdi>
      </p>
      <Code text={JSON.stringify(example.value, null, 2)} label={name} />
    </>
  )
}
