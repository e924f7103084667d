import type { ArrangedFault } from '../../../client/types.ts'
import { Empty, Failed, Loading } from '../../parts/state.tsx'
import { place } from '../../state/address.ts'
import { useLoaded } from '../../state/loaded.ts'
import { under } from '../../state/server.ts'
import { say } from '../../words/say.ts'
import { FaultForm } from './fault-form.tsx'
import { FaultList } from './fault-list.tsx'

/** How errors are made to happen. */
export function FaultsView() {
  const { sandbox } = place.value
  const { data, error } = useLoaded<{ faults: ArrangedFault[] }>(under(sandbox, 'faults'), ['fault', 'request'])
  const faults = data?.faults
  return (
    <div class="page two">
      <section class="card" aria-label={say('Arranged faults')}>
        <h3>{say('Arranged')}</h3>
        {error ? (
          <Failed error={error} />
        ) : !faults ? (
          <Loading />
        ) : faults.length === 0 ? (
          <Empty title={say('No faults')}>
            <p>
              {say('Every request is answered as documented. Arrange a fault, and it shows here with what it struck.')}
            </p>
          </Empty>
        ) : (
          <FaultList faults={faults} />
        )}
      </section>
      <FaultForm />
    </div>
  )
}
