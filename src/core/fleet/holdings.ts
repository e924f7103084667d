import type { Sandboxes } from '../sandbox/registry.ts'
import type { Membership } from './membership.ts'
import { OwnedSandbox } from './owned-sandbox.ts'
import { silent, takenOver } from './problems.ts'
import { type SandboxRows, snapshotOf, type Take } from './rows.ts'
import type { Session } from './session.ts'
import type { Statements } from './statements.ts'

/** A sandbox on its way to another server. */
interface Departure {
  /** Who is told when it is free. */
  readonly askers: Set<string>
  readonly left: Promise<void>
}

/** The sandboxes that this server owns. */
export class Holdings {
  readonly #membership: Membership
  readonly #rows: SandboxRows
  readonly #statements: Statements
  readonly #sandboxes: Sandboxes
  readonly #held = new Map<string, OwnedSandbox>()
  readonly #departures = new Map<string, Departure>()

  constructor(membership: Membership, rows: SandboxRows, statements: Statements, sandboxes: Sandboxes) {
    this.#membership = membership
    this.#rows = rows
    this.#statements = statements
    this.#sandboxes = sandboxes
  }

  get(id: string): OwnedSandbox | undefined {
    return this.#held.get(id)
  }

  all(): OwnedSandbox[] {
    return [...this.#held.values()]
  }

  /** Where a sandbox is on its way to another server, when it has left. */
  departureOf(id: string): Promise<void> | undefined {
    return this.#departures.get(id)?.left
  }

  /** Takes one on in which nothing is yet. */
  takeBlank(id: string, epoch: string): OwnedSandbox {
    const held: OwnedSandbox = new OwnedSandbox({
      ...{ id, epoch },
      write: () => this.#write(held),
      onFailed: error => this.#forget(held, error),
    })
    this.#held.set(id, held)
    return held
  }

  /** Goes on with one. */
  takeOn(id: string, { epoch, world, loaded }: Extract<Take, { is: 'ours' }>): void {
    const { point, initialWorld, head } = loaded
    const { world: own, active, clock, faults, requests, checkpoints } = point
    const { lastRequest, lastRequestAt, sideDraws } = head
    const kept = { world: own, ...active, clock, faults, requests, checkpoints, lastRequest, lastRequestAt, sideDraws }
    this.#sandboxes.goOn(id, initialWorld, kept)
    const held = this.takeBlank(id, epoch)
    held.saved = point
    held.world = world
  }

  /** Writes the last of a sandbox, and lets it go. */
  letGo(held: OwnedSandbox, ...askers: string[]): Promise<void> {
    const { id } = held
    const known = this.#departures.get(id)
    if (known) {
      for (const asker of askers) known.askers.add(asker)
      return known.left
    }
    const told = new Set(askers)
    const left = this.#writeLast(held, told)
    this.#departures.set(id, { askers: told, left })
    return left
  }

  /** The database is away: what it was told may be written or not. */
  forgetUnwritten(): void {
    for (const held of this.all()) if (!held.isClean) this.#forget(held, silent())
  }

  /** The database is back: what nobody took over meanwhile stays. */
  async keep(session: Session, former: string): Promise<void> {
    const held = this.all()
    const values = [former, session.id, held.map(({ id }) => id), held.map(({ epoch }) => epoch)]
    const kept = await session.ask<{ name: string; epoch: string }>(this.#statements.keep, values)
    const epochs = new Map(kept.map(({ name, epoch }) => [name, epoch]))
    for (const one of held) {
      const epoch = epochs.get(one.id)
      if (epoch === undefined) this.#forget(one, takenOver(one.id))
      else one.epoch = epoch
    }
  }

  async #write(held: OwnedSandbox): Promise<void> {
    const sandbox = this.#sandboxes.get(held.id)
    await this.#rows.write(held, sandbox && snapshotOf(sandbox))
    if (!sandbox) this.#held.delete(held.id)
  }

  async #writeLast(held: OwnedSandbox, askers: ReadonlySet<string>): Promise<void> {
    const { id } = held
    try {
      await held.leave()
      if (this.#held.get(id) !== held) return
      const sandbox = this.#sandboxes.get(id)
      const snapshot = sandbox && snapshotOf(sandbox)
      this.#sandboxes.letGo(id)
      await this.#rows.write(held, snapshot, this.#membership.channelsOf(askers))
      held.settle()
    } catch (error) {
      held.fail(error as Error)
    } finally {
      this.#held.delete(id)
      this.#departures.delete(id)
    }
  }

  /** Lets a sandbox go of which it is not known what of it is written: it is read again when it is asked for. */
  #forget(held: OwnedSandbox, error: Error): void {
    held.fail(error)
    if (this.#held.get(held.id) !== held) return
    this.#held.delete(held.id)
    this.#sandboxes.letGo(held.id)
  }
}
