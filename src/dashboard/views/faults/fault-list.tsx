import type { ArrangedFault } from '../../../client/types.ts'
import { Pill } from '../../parts/marks.tsx'
import { place } from '../../state/address.ts'
import { beat } from '../../state/beats.ts'
import { tell, tellError } from '../../state/notices.ts'
import { ask, under } from '../../state/server.ts'
import { count, say } from '../../words/say.ts'

export function FaultList({ faults }: { readonly faults: readonly ArrangedFault[] }) {
  const { sandbox } = place.value
  const act = (line: string, says: string): void => {
    ask(line).then(() => {
      tell(says)
      beat('fault')
    }, tellError)
  }
  return (
    <ul class="rows faults-list">
      {faults.map(({ id, explains, hits, hold, held = 0 }) => (
        <li key={id}>
          <div>
            <p id={`fault-${id}`}>
              <bdi>{explains}</bdi>
            </p>
            <p class="facts">
              <code>{id}</code>
              <span class="muted">{count(hits, 'hit')}</span>
              {held > 0 && (
                <>
                  <Pill mark="held" /> <span class="muted">{count(held, 'answer')}</span>
                </>
              )}
            </p>
          </div>
          <div class="group">
            {hold && (
              <button
                type="button"
                aria-describedby={`fault-${id}`}
                onClick={() => act(`POST ${under(sandbox, 'faults', id, 'release')}`, say('Released'))}
              >
                {say('Release')}
              </button>
            )}
            <button
              type="button"
              aria-describedby={`fault-${id}`}
              onClick={() => act(`DELETE ${under(sandbox, 'faults', id)}`, say('Removed'))}
            >
              {say('Remove')}
            </button>
          </div>
        </li>
      ))}
    </ul>
  )
}
