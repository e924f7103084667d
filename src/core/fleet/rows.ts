import { pause } from '../lib/slices.ts'
import type { Checks } from '../persistence/check-saved.ts'
import { fingerprint, type Point, pointOf, prepareFingerprint } from '../persistence/point.ts'
import { Damage } from '../persistence/replay.ts'
import { Slices } from '../persistence/slices.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import type { InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Start } from '../scenarios/scenario.ts'
import type { Statement } from './connection.ts'
import { type Head, headOf } from './head.ts'
import { type LoadedSandbox, loadSandbox, type RecordRow } from './load.ts'
import type { OwnedSandbox } from './owned-sandbox.ts'
import { takenOver } from './problems.ts'
import { FORMAT_VERSION, type Statements } from './statements.ts'
import { writeStatement } from './write-statement.ts'
import { partsOf } from './writing.ts'

/** What the database said of a sandbox that was asked for. */
interface TakeRow {
  /** The epoch, where it was made, or taken. */
  readonly made: string | null
  readonly taken: string | null
  readonly world: string
  readonly head: string | null
  readonly owner: string | null
  readonly version: string | null
  readonly start: string | null
  readonly base: string | null
  readonly format: number | null
  readonly fits: boolean | null
  readonly lives: boolean | null
}

/** What became of it. */
export type Take =
  /** It is ours, and nothing is in it yet. */
  | { readonly is: 'blank'; readonly epoch: string }
  /** It is ours, and this is in it. */
  | { readonly is: 'ours'; readonly epoch: string; readonly world: string; readonly loaded: LoadedSandbox }
  /** It is ours, and cannot be gone on with. */
  | { readonly is: 'damaged'; readonly epoch: string; readonly why: string }
  /** Another server has it, and was asked for it; or it changed hands just now. */
  | { readonly is: 'elsewhere'; readonly owner: string | null }
  /** It was begun with other records than this server gives. */
  | { readonly is: 'other'; readonly version: string }
  | { readonly is: 'nowhere' }

export interface RowsOptions extends Checks {
  readonly schema: string
  readonly statements: Statements
  /** The package's. */
  readonly version: string
  ask<R extends object>(statement: Statement, values: unknown[], bytes?: number): Promise<R[]>
}

/** A sandbox as it is at one moment, to be written. */
export interface Snapshot {
  readonly point: Point
  readonly head: Head
}

export function snapshotOf(sandbox: Sandbox): Snapshot {
  const point = pointOf(sandbox.state)
  return { point, head: headOf(point, sandbox, sandbox.initial.counters) }
}

/** The rows of sandboxes in the database. */
export class SandboxRows {
  readonly #options: RowsOptions
  /** Hashes of the records with which sandboxes begin here. */
  #bases = new Set<string>()
  #initialWorlds!: InitialWorlds

  constructor(options: RowsOptions) {
    this.#options = options
  }

  /** Learns what sandboxes begin with here that are not asked to differ. */
  async prepare(initialWorlds: InitialWorlds): Promise<void> {
    const { world } = await initialWorlds.of({})
    this.#initialWorlds = initialWorlds
    this.#bases = new Set([await baseOf(world)])
  }

  /**
   * @param owner who takes it
   * @param isToMake whether it is made where it is nowhere
   */
  async take(id: string, owner: string, isToMake: boolean): Promise<Take> {
    const { ask, statements } = this.#options
    const [row] = await ask<TakeRow>(statements.take, [id, owner, isToMake, [...this.#bases]])
    const { made, taken, head, world, version, fits, lives } = row!
    if (made !== null) return { is: 'blank', epoch: made }
    if (taken !== null) {
      if (head === null) return { is: 'blank', epoch: taken }
      try {
        return { is: 'ours', epoch: taken, world, loaded: await this.#load(id, row!, head) }
      } catch (error) {
        if (!(error instanceof Damage)) throw error
        return { is: 'damaged', epoch: taken, why: error.message }
      }
    }
    if (fits === false)
      return (await this.#learn(row!)) ? { is: 'elsewhere', owner: null } : { is: 'other', version: version! }
    if (fits === null && !isToMake) return { is: 'nowhere' }
    return { is: 'elsewhere', owner: lives ? row!.owner : null }
  }

  /**
   * Writes what is not written yet of a sandbox.
   *
   * @param snapshot undefined: it was dropped
   * @param free who is told that it is free now; undefined: it stays here
   * @throws {Problem} 503 where it belongs to another server by now
   */
  async write(held: OwnedSandbox, snapshot: Snapshot | undefined, free?: readonly string[]): Promise<void> {
    const { ask, schema, statements, version } = this.#options
    const { id, epoch } = held
    if (!snapshot) {
      const [dropped] = await ask<{ mine: number }>(statements.drop, [id, epoch])
      if (dropped!.mine === 0) throw takenOver(id)
      return
    }
    const { point, head } = snapshot
    const base = await baseOf(point.world)
    this.#bases.add(base)
    const { parts, ahead, bytes } = await partsOf(held.saved, point, free)
    const world = ahead.length > 0 ? await this.#writeAhead(held, ahead) : null
    const own = [id, epoch, JSON.stringify(head), version, base, JSON.stringify(point.start)]
    const { statement, values } = writeStatement(schema, own, { ...parts, anew: parts.anew && { ahead: world } })
    const [written] = await ask<{ world: string | null }>(statement, values, bytes)
    if (written!.world === null) throw takenOver(id)
    held.saved = point
    held.world = written!.world
  }

  /** Writes rows of a world that is not the sandbox's yet. @returns its number */
  async #writeAhead({ id, epoch }: OwnedSandbox, parts: readonly (readonly unknown[])[]): Promise<string> {
    const { ask, statements } = this.#options
    const [next] = await ask<{ world: string }>(statements.world, [])
    const { world } = next!
    for (const part of parts) {
      const [written] = await ask<{ mine: number }>(statements.ahead, [id, epoch, world, ...part])
      if (written!.mine === 0) throw takenOver(id)
      await pause()
    }
    return world
  }

  async #load(id: string, { start, base, version, world }: TakeRow, head: string): Promise<LoadedSandbox> {
    const { ask, statements, ...options } = this.#options
    const rows = await ask<RecordRow>(statements.records, [id, world], HUGE)
    const isForeign = version !== options.version
    return loadSandbox({ start: start!, base: base!, head, isForeign }, rows, {
      ...options,
      initialWorlds: this.#initialWorlds,
    })
  }

  /** Whether a sandbox that was asked to begin otherwise begins so here too. */
  async #learn({ format, start, base }: TakeRow): Promise<boolean> {
    if (format !== FORMAT_VERSION) return false
    const begun = await this.#initialWorlds.of(JSON.parse(start!) as Start).catch(() => null)
    if (!begun || (await baseOf(begun.world)) !== base) return false
    this.#bases.add(base!)
    return true
  }
}

/** Bytes that a sandbox has at most, to be waited for. */
const HUGE = 20_000_000

async function baseOf(world: Point['world']): Promise<string> {
  await prepareFingerprint(world, new Slices())
  return fingerprint(world)
}
