import { useSignal } from '@preact/signals'
import type { CoverageReport } from '../../../client/types.ts'
import { FirstLine } from '../../parts/first-line.tsx'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { hrefOf, place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import { number, say } from '../../words/say.ts'
import { CoverageOfApi } from './coverage-of-api.tsx'

/** What of the documentation was tried, and what was not. */
export function CoverageView() {
  const { sandbox } = place.value
  const isOfAll = useSignal(false)
  const query = isOfAll.value ? '' : `?sandbox=${encodeURIComponent(sandbox)}`
  const { data, error } = useLoaded<CoverageReport>(`coverage${query}`, ['request', 'fault'])
  return (
    <div class="page">
      <div class="toolbar">
        <label class="inline">
          {say('Of')}
          <select
            value={String(isOfAll.value)}
            onChange={event => (isOfAll.value = event.currentTarget.value === 'true')}
          >
            <option value="false">{say('this sandbox')}</option>
            <option value="true">{say('all sandboxes')}</option>
          </select>
        </label>
      </div>
      {error ? <Failed error={error} /> : !data ? <Loading /> : <Whole coverage={data} />}
    </div>
  )
}

function Whole({ coverage }: { readonly coverage: CoverageReport }) {
  const { apis, violations, faults, unmatched } = coverage
  return (
    <>
      {apis.length === 0 && (
        <Empty title={say('Nothing was tried yet')}>
          <p>{say('Each request counts what it tried of the documentation:')}</p>
          <FirstLine />
        </Empty>
      )}
      {apis.map(api => (
        <CoverageOfApi key={api.name} api={api} />
      ))}
      <div class="two">
        <section class="card" aria-label={say('Violations')}>
          <h3>{say('Violations')}</h3>
          {Object.keys(violations).length === 0 ? (
            <p class="muted">{say('No request broke the documentation.')}</p>
          ) : (
            <ul class="rows">
              {Object.entries(violations).map(([rule, n]) => (
                <li key={rule}>
                  <a href={hrefOf({ view: 'journal', filter: `violation:${rule}` })}>{rule}</a>
                  <span class="count">{number(n)}</span>
                </li>
              ))}
            </ul>
          )}
          {unmatched > 0 && (
            <p>
              <a href={hrefOf({ view: 'journal', filter: 'unmatched:' })}>
                {say('{n} reached no operation', { n: number(unmatched) })}
              </a>
            </p>
          )}
        </section>
        <section class="card" aria-label={say('Faults')}>
          <h3>{say('Faults')}</h3>
          <p class="muted">
            {faults.armed === 0
              ? say('No fault was arranged.')
              : say('{struck} of {armed} struck', { struck: number(faults.struck), armed: number(faults.armed) })}
          </p>
          <ul class="rows">
            {faults.idle.map(({ sandbox, id, explains }) => (
              <li key={`${sandbox} ${id}`}>
                <bdi>{explains}</bdi> <span class="muted">{say('struck nothing')}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </>
  )
}
