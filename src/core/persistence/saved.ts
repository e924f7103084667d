import { createHash } from 'node:crypto'
import { FixedMap } from '../lib/fixed-map.ts'
import { freeze } from '../lib/freeze.ts'
import { type Database, emptyDatabase, isSandboxName } from '../sandbox/registry.ts'
import type { SandboxState } from '../sandbox/state.ts'
import type { InitialWorld, InitialWorlds } from '../scenarios/initial-worlds.ts'
import type { Change, Key, Row, Table } from '../store/table.ts'
import type { World } from '../store/world.ts'
import { misshapen } from './shape.ts'

/** What a file of sandboxes says first, so that no other file is taken for one. */
export const FORMAT = 'poligon sandboxes'
export const VERSION = 1

/** A row that a sandbox has, or a key of its base that it has no more. */
type SavedChange = readonly [key: Key, seq: number, record: object] | readonly [key: Key]

/** A sandbox in a file: all of its state but what its start gives again. */
interface SavedSandbox extends Omit<SandboxState, 'settings' | 'world' | 'journaled'> {
  /** Files of an earlier version have none. */
  readonly journaled?: number
  /** A hash of the records that it was begun with. */
  readonly base: string
  readonly counters: Readonly<Record<string, number>>
  readonly random: number
  readonly memory: World['memory']
  readonly tables: Readonly<Record<string, readonly SavedChange[]>>
}

interface Saved {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  readonly sandboxes: Readonly<Record<string, SavedSandbox>>
}

/** A text that holds no sandboxes which this server can go on with, and why. */
export class Unfit extends Error {
  override readonly name = 'Unfit'
}

/** Writes sandboxes as text: of their records, only what they changed. What did not change since is not written anew. */
export function encode({ sandboxes }: Database): string {
  const bodies = Object.entries(sandboxes).map(([id, state]) => `${JSON.stringify(id)}:${encodeState(state)}`)
  return `{"format":${JSON.stringify(FORMAT)},"version":${VERSION},"sandboxes":{${bodies.join(',\n')}}}\n`
}

function encodeState({ settings, world, ...kept }: SandboxState): string {
  const { tables, ...rest } = world
  const changed = Object.entries(tables.toJSON()).filter(([, table]) => table.changes.size > 0)
  const head = JSON.stringify({ ...kept, base: fingerprint(world), ...rest })
  const overlay = changed.map(([name, table]) => `${JSON.stringify(name)}:${encodeTable(table)}`)
  return `${head.slice(0, -1)},"tables":{${overlay.join(',')}}}`
}

const encodeTable = (table: Table): string => `[${[...table.changes].map(encodeChange).join(',')}]`

const texts = new WeakMap<Row, string>()

function encodeChange({ key, row }: Change): string {
  if (!row) return JSON.stringify([key] satisfies SavedChange)
  let text = texts.get(row)
  if (text === undefined)
    texts.set(row, (text = JSON.stringify([key, row.seq, row.record as object] satisfies SavedChange)))
  return text
}

/**
 * Reads sandboxes as `encode` wrote them, each laid over what its start gives now.
 *
 * @throws {Unfit}
 */
export async function decode(text: string, initialWorlds: InitialWorlds): Promise<Database> {
  const { sandboxes } = read(text)
  const database = emptyDatabase()
  for (const [id, saved] of Object.entries(sandboxes)) {
    if (!isSandboxName(id)) throw new Unfit(`${JSON.stringify(id)} cannot name a sandbox`)
    const initialWorld = await initialWorlds.of(saved.start).catch(error => {
      throw new Unfit(`sandbox ${id} cannot begin as it did: ${(error as Error).message}`)
    })
    database.sandboxes[id] = restored(id, saved, initialWorld)
  }
  return database
}

function read(text: string): Saved {
  const saved = parse(text) as { format?: unknown; version?: unknown } | null
  if (saved?.format !== FORMAT) throw new Unfit('it is no file of sandboxes')
  if (saved.version !== VERSION) {
    throw new Unfit(`it is of version ${JSON.stringify(saved.version)}, and this server reads version ${VERSION}`)
  }
  const wrong = misshapen((saved as Partial<Saved>).sandboxes)
  if (wrong !== null) throw new Unfit(`its ${wrong} is misshapen`)
  return saved as Saved
}

function parse(text: string): unknown {
  if (text.trim() === '') throw new Unfit('it is empty')
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Unfit(`it is not JSON (${(error as Error).message})`)
  }
}

function restored(id: string, saved: SavedSandbox, { settings, world }: InitialWorld): SandboxState {
  const { base, counters, random, memory, tables, ...kept } = saved
  if (base !== fingerprint(world)) {
    throw new Unfit(
      `sandbox ${id} was begun with other records than scenario ${JSON.stringify(settings.scenario)} gives now, so its changes would not fit`,
    )
  }
  let laid = world.tables
  for (const [name, changes] of Object.entries(tables)) {
    const table = laid.get(name)
    if (!table) throw new Unfit(`sandbox ${id} has records of ${name}, which this server does not serve`)
    laid = laid.with(name, table.start.with(changes.map(changeOf)))
  }
  return {
    ...kept,
    journaled: kept.journaled ?? 0,
    settings,
    world: { tables: laid, counters: FixedMap.of({ ...world.counters.toJSON(), ...counters }), random, memory },
  }
}

const changeOf = ([key, seq, record]: SavedChange): Change =>
  record === undefined ? { key, row: null } : { key, row: { key, seq: seq!, record: freeze(record) } }

/** What the tables of a world began with. */
function fingerprint({ tables }: World): string {
  const hash = createHash('sha256')
  for (const name of tables.names.sort()) hash.update(`${name} ${tables.get(name)!.startHash}\n`)
  return hash.digest('hex')
}
