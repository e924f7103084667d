import type { Load } from './load.ts'
import { median, say } from './say.ts'
import { startTarget } from './server.ts'
import type { Figures } from './shot.ts'
import { CASES, type Case, caseNames, type Row, type Target } from './target.ts'

export interface Plan {
  readonly rounds: number
  /** Seconds of each case, and before it, unmeasured. */
  readonly seconds: number
  readonly warmUp: number
  readonly connections: number
}

/** What one round found of one server. */
interface Round {
  readonly startMs: number
  readonly rss: number
  readonly cases: Record<Case, Figures & { cpu: number }>
}

export interface Summary {
  readonly perSecond: number
  /** Milliseconds. */
  readonly p99: number
  /** Microseconds of the server's processor time a request: what is left of noise when the machine is shared. */
  readonly cpu: number
  readonly failed: number
  /** Between the best round and the worst, as a part of the median. */
  readonly spread: number
}

export interface Measured {
  readonly name: string
  readonly kind: Target['kind']
  readonly note: string
  readonly startMs: number
  readonly rss: number
  readonly cases: Record<Case, Summary>
}

/** Measures servers by turns, round after round: what disturbs the machine disturbs them all. One that fails is left out. */
export async function measureAll(
  targets: readonly Target[],
  rows: readonly Row[],
  load: Load,
  plan: Plan,
): Promise<{ measured: Measured[]; left: { name: string; why: string }[] }> {
  const left = new Map<string, string>()
  const rounds = new Map<Target, Round[]>(targets.map(target => [target, []]))
  for (let round = 1; round <= plan.rounds; round++) {
    for (const target of targets) {
      const where = `round ${round} of ${plan.rounds}, ${target.name}`
      if (!left.has(target.name))
        await measure(target, rows, load, plan, where).then(
          round => rounds.get(target)!.push(round),
          (error: Error) => left.set(target.name, error.message.split('\n', 1)[0]!),
        )
    }
  }
  const whole = [...rounds].filter(([{ name }]) => !left.has(name))
  return {
    measured: whole.map(([target, found]) => summed(target, found)),
    left: [...left].map(([name, why]) => ({ name, why })),
  }
}

async function measure(target: Target, rows: readonly Row[], load: Load, plan: Plan, where: string): Promise<Round> {
  say(`${where}: start`)
  const server = await startTarget(target, rows)
  try {
    const shots = target.shots(rows)
    const cases = {} as Round['cases']
    for (const name of caseNames) {
      say(`${where}: ${name} ${CASES[name]}`)
      const job = { port: server.port, shots: shots[name], connections: plan.connections }
      await load.crowd({ ...job, seconds: target.warmUp ?? plan.warmUp })
      const before = server.cpu()
      const figures = await load.crowd({ ...job, seconds: plan.seconds })
      cases[name] = { ...figures, cpu: ((server.cpu() - before) / figures.requests) * 1e6 }
      if (target.slow) await new Promise(resolve => setTimeout(resolve, 300))
    }
    return { startMs: server.startMs, rss: server.rss(), cases }
  } finally {
    await server.stop()
  }
}

function summed({ name, kind, note }: Target, rounds: readonly Round[]): Measured {
  const of = (pick: (round: Round) => number): number => median(rounds.map(pick))
  const cases = Object.fromEntries(
    caseNames.map(one => {
      const rates = rounds.map(round => round.cases[one].perSecond)
      const perSecond = median(rates)
      const spread = (Math.max(...rates) - Math.min(...rates)) / perSecond
      const failed = Math.max(...rounds.map(round => round.cases[one].failed))
      return [
        one,
        { perSecond, spread, failed, p99: of(({ cases }) => cases[one].p99), cpu: of(({ cases }) => cases[one].cpu) },
      ]
    }),
  ) as Measured['cases']
  return { name, kind, note, startMs: of(round => round.startMs), rss: of(round => round.rss), cases }
}
