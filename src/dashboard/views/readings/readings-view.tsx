import { useEffect, useMemo, useRef } from 'preact/hooks'
import type { ApiInfo, EntrySummary, ReadingsInForce } from '../../../client/types.ts'
import { ApiNav } from '../../parts/api-nav.tsx'
import { Prose } from '../../parts/prose.tsx'
import { ReadingChoice } from '../../parts/reading-choice.tsx'
import { Failed, Loading } from '../../parts/state.tsx'
import { go, hrefOf, place } from '../../state/address.ts'
import { journal, lastAsked } from '../../state/journal.ts'
import { useLoaded } from '../../state/loaded.ts'
import type { Reading } from '../../state/model.ts'
import { type DescribedReading, useOpenApi } from '../../state/openapi.ts'
import { under } from '../../state/server.ts'
import { apis } from '../../state/session.ts'
import { say } from '../../words/say.ts'

/** What the documentation leaves open, and which answer this sandbox gives. */
export function ReadingsView() {
  const { sandbox, id } = place.value
  const { data, error } = useLoaded<ReadingsInForce>(under(sandbox, 'readings'), ['reading'])
  const all = apis.value
  if (error) return <Failed error={error} />
  if (!all || !data) return <Loading />
  const withReadings = all.filter(({ readings }) => readings.length > 0)
  const api = withReadings.find(({ name }) => name === id[0]) ?? withReadings[0]
  return (
    <div class="columns">
      <ApiNav
        label={say('APIs')}
        names={withReadings.map(({ name }) => name)}
        chosen={api?.name}
        countOf={name => changedOf(withReadings.find(candidate => candidate.name === name)!, data).length}
        countSays={say('not default')}
      />
      {api && <OfApi key={api.name} api={api} inForce={data} />}
    </div>
  )
}

const changedOf = ({ readings }: ApiInfo, { readings: chosen }: ReadingsInForce): Reading[] =>
  readings.filter(reading => chosen[reading.id] !== undefined && chosen[reading.id] !== reading.default)

function OfApi({ api, inForce }: { readonly api: ApiInfo; readonly inForce: ReadingsInForce }) {
  const document = useOpenApi(api.name).data
  const changed = changedOf(api, inForce)
  const asked = useMemo(() => lastAsked(api.readings.map(({ id }) => id)), [api, journal.value])
  const box = useRef<HTMLDivElement>(null)
  const aim = place.value.id[1]
  useEffect(
    () => box.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'center' }),
    [aim, document === undefined],
  )
  return (
    <div class="page" ref={box}>
      <p class="summary">
        <strong>{api.title}</strong>{' '}
        <span class="muted">{say('profile {name}', { name: inForce.profiles[api.name] ?? 'documented' })}</span>{' '}
        {changed.length === 0 ? (
          <span class="muted">{say('Every reading is at its default.')}</span>
        ) : (
          <span class="pill changed">
            {changed.length} {say('not default')}
          </span>
        )}
      </p>
      {api.readings.map(reading => (
        <One
          key={reading.id}
          api={api}
          reading={reading}
          described={document?.['x-readings']?.[reading.id]}
          inForce={inForce}
          asked={asked.get(reading.id)}
          isAim={aim === reading.id.split('.')[1]}
        />
      ))}
    </div>
  )
}

interface OneProps {
  readonly api: ApiInfo
  readonly reading: Reading
  readonly described: DescribedReading | undefined
  readonly inForce: ReadingsInForce
  readonly isAim: boolean
  readonly asked: EntrySummary | undefined
}

function One({ api, reading, described, inForce, isAim, asked }: OneProps) {
  const { id, about, options, default: usual } = reading
  return (
    <div
      class="card"
      aria-current={isAim ? 'true' : undefined}
      onFocusIn={() => go({ id: [api.name, id.split('.')[1]!] }, true)}
    >
      <ReadingChoice id={id} about={about} options={options} texts={described?.options} inForce={inForce} usual={usual}>
        {described?.docs && (
          <p class="muted passage">
            <Prose text={described.docs} />
          </p>
        )}
      </ReadingChoice>
      {asked && <AskedLast entry={asked} />}
    </div>
  )
}

/** The request whose answer it shaped last. */
function AskedLast({ entry: { id, operation } }: { readonly entry: EntrySummary }) {
  return (
    <p class="muted asked">
      {say('Asked last by')}{' '}
      <a href={hrefOf({ view: 'journal', id: [id] })}>
        {id} <bdi>{operation}</bdi>
      </a>
    </p>
  )
}
