import { OwnFault } from '../api/own-fault.ts'
import { Problem } from '../api/problem.ts'
import { LoggedTimer } from '../journal/logged-timer.ts'
import { formatIso } from '../lib/zone.ts'
import { isRetry, type Timer } from '../store/timers.ts'
import type { Sandbox } from './sandbox.ts'
import { TimerRun } from './timer-run.ts'

/** Timers and retries that one move of a clock runs at most. */
const MOST_RUNS = 10_000

/**
 * Runs what is due, in order, each as a transaction of its own; what they set runs too, where that is due by then.
 *
 * @param until milliseconds of the sandbox's clock
 * @param most how many, at most
 * @returns when the first is due that was left; undefined: none is
 */
export function runDue(sandbox: Sandbox, until: number = sandbox.now, most: number = MOST_RUNS): number | undefined {
  for (let runs = 0; ; runs++) {
    const [next] = sandbox.world.timers.pending
    if (!next || next.at > until || sandbox.isEnded) return undefined
    if (runs === most) return next.at
    if (isRetry(next)) sandbox.webhooks.retry(next)
    else runTimer(sandbox, next)
  }
}

function runTimer(sandbox: Sandbox, timer: Timer): void {
  try {
    sandbox.transact(() => {
      sandbox.unwait(timer)
      const api = sandbox.api(timer.api)
      if (!Object.hasOwn(api?.timers ?? {}, timer.name)) throw new OwnFault('its API has no such timer any more')
      new TimerRun(sandbox, api!, timer).run()
    })
  } catch (error) {
    sandbox.transact(() => sandbox.unwait(timer))
    const cause = error instanceof Error ? error.message : String(error)
    const defect = `Timer ${timer.name} of ${timer.api} failed, and wrote nothing: ${cause}`
    const { journal, zone } = sandbox
    sandbox.note(
      new LoggedTimer(timer, defect, { seq: journal.nextSeq(), at: timer.at, zone, secrets: journal.secrets }),
    )
    sandbox.tellDefect(new Error(defect, { cause: error }))
  }
}

/**
 * Moves a sandbox's clock. Where it passes what is due, that runs at once and in order, each at its own moment.
 *
 * @throws {Problem} 409 where more is due than may run at once; the clock then stands where it got to
 */
export function moveClock(sandbox: Sandbox, now: number, frozen: boolean): void {
  const reached = runDue(sandbox, now)
  sandbox.setTime(reached ?? now, frozen)
  if (reached !== undefined) throw tooManyRan(sandbox, reached)
}

const tooManyRan = ({ id, zone }: Sandbox, reached: number): Problem =>
  new Problem(
    409,
    'Too many timers',
    `${MOST_RUNS} timers ran and more are due, so the clock of sandbox ${JSON.stringify(id)} stands at ${formatIso(reached, zone)}.`,
    'Move it again to go on, in smaller steps; or let the timers of your API set each other at longer times.',
  )
