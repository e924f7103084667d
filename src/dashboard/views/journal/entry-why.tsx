import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import type { ExplainedEntry, ReadingsInForce, Violation, Why } from '../../../client/types.ts'
import { sayDocs } from '../../parts/docs.ts'
import { Prose } from '../../parts/prose.tsx'
import { ReadingChoice } from '../../parts/reading-choice.tsx'
import { hrefOf, place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import { under } from '../../state/server.ts'
import { say } from '../../words/say.ts'

/** The record that a refusal is for. */
function InTheWay({ api, record }: { readonly api: string | null; readonly record: NonNullable<Why['record']> }) {
  const { collection, key, fields } = record
  return (
    <span>
      <a href={hrefOf({ view: 'data', id: [api ?? '', collection, String(key)] })}>
        <bdi>{`${collection} ${key}`}</bdi>
      </a>
      {fields.length > 0 && <bdi>{` (${fields.join(', ')})`}</bdi>}
    </span>
  )
}

/** Why it was answered so. */
export function EntryWhy({ entry: { api, why } }: { readonly entry: ExplainedEntry }) {
  const id = useId()
  return (
    <section class="part why" aria-labelledby={id}>
      <div class="part-head">
        <h3 id={id}>{say('Why')}</h3>
      </div>
      <dl class="facts-list">
        <Fact name={say('Operation')}>
          {why.operation ? (
            <>
              <OperationLink id={why.operation.id} />
              <small class="muted">
                <bdi>{sayDocs(why.operation.docs)}</bdi>
              </small>
            </>
          ) : (
            <Unmatched why={why} />
          )}
        </Fact>
        <Fact name={say('Rule')}>
          {why.rule ? (
            <>
              <strong>
                <bdi>{why.rule.text}</bdi>
              </strong>
              <code>{why.rule.id}</code>
              {why.record && <InTheWay api={api} record={why.record} />}
              <small class="muted">
                <Prose text={why.rule.docs} />
              </small>
            </>
          ) : (
            <span class="muted">{say('None: it was answered as asked.')}</span>
          )}
        </Fact>
        {why.fault && (
          <Fact name={say('Fault')}>
            <a href={hrefOf({ view: 'faults' })}>{why.fault.id}</a> <bdi>{why.fault.explains}</bdi>
          </Fact>
        )}
        {why.cache && (
          <Fact name={say('Cache')}>
            {why.cache.hit
              ? say('Served from the cache, {n} s old', { n: why.cache.ageSeconds })
              : say('Not in the cache')}
          </Fact>
        )}
        {why.violations.length > 0 && (
          <Fact name={say('Violations')}>
            <Violations all={why.violations} />
          </Fact>
        )}
      </dl>
      {why.readings.length > 0 && <Readings why={why} />}
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}

function OperationLink({ id }: { readonly id: string }) {
  return <a href={hrefOf({ view: 'api', id: id.split(/ (.*)/).slice(0, 2) })}>{id}</a>
}

function Unmatched({ why }: { readonly why: Why }) {
  return (
    <>
      <span>{say('No operation has this method and path.')}</span>
      {why.nearest && why.nearest.length > 0 && (
        <span>
          {say('Nearest:')}{' '}
          {why.nearest.map(nearest => (
            <bdi key={nearest} class="nearest">
              {nearest}
            </bdi>
          ))}
        </span>
      )}
    </>
  )
}

function Violations({ all }: { readonly all: readonly Violation[] }) {
  return (
    <ul class="plain">
      {all.map(({ rule, at, value, docs }, index) => (
        <li key={index}>
          <code>{rule}</code> <bdi>{at}</bdi>
          {value !== undefined && (
            <>
              {' = '}
              <bdi class="string">{JSON.stringify(value).slice(0, 200)}</bdi>
            </>
          )}
          <small class="muted">
            <Prose text={docs} />
          </small>
        </li>
      ))}
    </ul>
  )
}

function Readings({ why }: { readonly why: Why }) {
  const inForce = useLoaded<ReadingsInForce>(under(place.value.sandbox, 'readings'), ['reading']).data
  return (
    <details class="shaped" open={why.readings.length < 4}>
      <summary>
        {say('Readings that shaped it')} <span class="muted">{why.readings.length}</span>
      </summary>
      {why.readings.map(({ id, option, about, others }) => (
        <ReadingChoice key={id} id={id} about={about} options={[option, ...others]} inForce={inForce} used={option} />
      ))}
    </details>
  )
}
