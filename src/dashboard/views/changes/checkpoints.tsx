import { place } from '../../state/address.ts'
import { beat } from '../../state/beats.ts'
import type { Checkpoint } from '../../state/model.ts'
import { tell, tellError } from '../../state/notices.ts'
import { ask, under } from '../../state/server.ts'
import { readableTime } from '../../state/time.ts'
import { say } from '../../words/say.ts'

/** States of the sandbox that have a name: to take one, and to go back to one. */
export function Checkpoints({ all }: { readonly all: readonly Checkpoint[] }) {
  const { sandbox } = place.value
  const path = under(sandbox, 'checkpoints')
  const act = (line: string, says: string, body?: object): Promise<void> =>
    ask(line, body).then(() => {
      tell(says)
      beat('change', 'clock', 'reading')
    }, tellError)
  const take = (event: SubmitEvent): void => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const name = String(new FormData(form).get('name')).trim() || nextName(all)
    void act(`POST ${path}`, say('Checkpoint “{name}” taken', { name }), { name }).then(() => form.reset())
  }
  return (
    <section class="card" aria-label={say('Checkpoints')}>
      <h3>{say('Checkpoints')}</h3>
      <form class="inline-form" onSubmit={take}>
        <input name="name" aria-label={say('Name of the checkpoint')} placeholder={nextName(all)} autocomplete="off" />
        <button type="submit">{say('Checkpoint')}</button>
      </form>
      {all.length > 0 && (
        <ul class="rows">
          {all.map(({ name, now }, index) => (
            <li key={name}>
              <strong id={`checkpoint-${index}`}>
                <bdi>{name}</bdi>
              </strong>
              <span class="muted">{readableTime(now)}</span>
              <div class="group">
                <button
                  type="button"
                  aria-describedby={`checkpoint-${index}`}
                  onClick={() => act(`POST ${path}/${encodeURIComponent(name)}/restore`, say('Restored'))}
                >
                  {say('Restore')}
                </button>
                <button
                  type="button"
                  aria-describedby={`checkpoint-${index}`}
                  onClick={() => act(`DELETE ${path}/${encodeURIComponent(name)}`, say('Dropped'))}
                >
                  {say('Drop')}
                </button>
              </div>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

function nextName(all: readonly Checkpoint[]): string {
  for (let n = 1; ; n++) if (!all.some(({ name }) => name === `c${n}`)) return `c${n}`
}
