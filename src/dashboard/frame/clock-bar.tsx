import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { ClockReading } from '../../client/types.ts'
import { place } from '../state/address.ts'
import { beat } from '../state/beats.ts'
import { useLoaded } from '../state/loaded.ts'
import { tellError } from '../state/notices.ts'
import { ask, under } from '../state/server.ts'
import { readableTime, shiftedIso } from '../state/time.ts'
import { say } from '../words/say.ts'

const STEPS = [
  ['+1 min', { minutes: 1 }],
  ['+1 h', { hours: 1 }],
  ['+1 day', { days: 1 }],
] as const

/** The sandbox's clock: what it shows, and what can be done to it. */
export function ClockBar() {
  const { sandbox } = place.value
  const path = under(sandbox, 'clock')
  const clock = useLoaded<ClockReading>(path, ['clock']).data
  const act = (line: string, body: object): Promise<void> => ask(line, body).then(() => beat('clock'), tellError)
  const advance = (span: object): Promise<void> => act(`POST ${path}/advance`, span)
  return (
    <section class="clock" aria-label={say('Clock')}>
      <Face clock={clock} />
      <div class="group">
        <button type="button" onClick={() => act(`PUT ${path}`, { frozen: !clock?.frozen })}>
          {clock?.frozen ? say('Run') : say('Freeze')}
        </button>
        {STEPS.map(([name, span]) => (
          <button key={name} type="button" onClick={() => advance(span)}>
            {say(name)}
          </button>
        ))}
        <SetTime clock={clock} onSet={now => act(`PUT ${path}`, { now })} />
      </div>
    </section>
  )
}

function Face({ clock }: { readonly clock: ClockReading | undefined }) {
  const now = useSignal(clock?.now ?? '')
  useEffect(() => {
    if (!clock) return
    const readAt = performance.now()
    const show = (): void => {
      now.value = clock.frozen ? clock.now : shiftedIso(clock.now, performance.now() - readAt)
    }
    show()
    if (clock.frozen) return
    const timer = setInterval(show, 1000)
    return () => clearInterval(timer)
  }, [clock])
  return (
    <span class="face">
      <time dateTime={now.value}>{readableTime(now.value)}</time>{' '}
      <span class={clock?.frozen ? 'pill frozen' : 'pill running'}>
        {clock?.frozen ? say('frozen') : say('running')}
      </span>
    </span>
  )
}

/** The button opens the field, and with the field open sets what stands in it. */
function SetTime({
  clock,
  onSet,
}: {
  readonly clock: ClockReading | undefined
  readonly onSet: (now: string) => Promise<void>
}) {
  const isOpen = useSignal(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.select(), [isOpen.value])
  const submit = (event: SubmitEvent): void => {
    event.preventDefault()
    if (!isOpen.value) {
      isOpen.value = true
      return
    }
    isOpen.value = false
    void onSet(field.current!.value.trim().replace(/^(\S+) (\S+)/, '$1T$2'))
  }
  return (
    <form onSubmit={submit} class="set-time">
      {isOpen.value && (
        <input
          ref={field}
          aria-label={say('Now')}
          defaultValue={clock?.now}
          required
          onKeyDown={event => event.key === 'Escape' && (isOpen.value = false)}
        />
      )}
      <button type="submit">{say('Set')}</button>
    </form>
  )
}
