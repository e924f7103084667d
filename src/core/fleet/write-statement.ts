import type { Statement } from './connection.ts'
import { FORMAT_VERSION } from './statements.ts'

/** What a writing has beside the head of its sandbox. Each part costs something, so that there is none without need. */
export interface WriteParts {
  /** All rows are new: of a world that was written ahead, or of one that begins here. Those of other worlds go. */
  readonly anew: { readonly ahead: string | null } | null
  /** `[places, keys]` */
  readonly gone: readonly [string[], string[]] | null
  /** `[places, keys, seqs, records]` */
  readonly put: readonly [string[], string[], (number | null)[], (string | null)[]] | null
  /** Names of checkpoints. */
  readonly forgotten: readonly [string[]] | null
  /** `[names, places, entries]` */
  readonly marked: readonly [string[], number[], string[]] | null
  /** It is free then, and these channels are told. */
  readonly free: readonly [string[]] | null
}

/**
 * Writes what changed, if the sandbox still is this server's: all of it, or nothing.
 *
 * @param own `[name, epoch, head, version, base, start]`
 */
export function writeStatement(schema: string, own: readonly unknown[], parts: WriteParts) {
  const values = [...own]
  const list = (type: string, array: unknown): string => `$${values.push(array)}::${type}[]`
  const given = (types: readonly string[], arrays: readonly unknown[]): string =>
    arrays.map((array, i) => list(types[i]!, array)).join(', ')
  const { anew, gone, put, forgotten, marked, free } = parts
  const worldOf = (): string => {
    if (!anew) return ''
    return anew.ahead === null
      ? `, world = nextval('"${schema}".epochs')`
      : `, world = $${values.push(anew.ahead)}::bigint`
  }
  const steps = [
    `mine as (
      update "${schema}".sandbox set head = $3, format = ${FORMAT_VERSION}, version = $4, base = $5, start = $6,
        used = clock_timestamp()${worldOf()}${free ? ', owner = null' : ''}
      where name = $1 and epoch = $2 returning name, world)`,
  ]
  if (anew)
    steps.push(`earlier as (
      delete from "${schema}".record r using mine where r.sandbox = mine.name and r.world <> mine.world)`)
  if (gone)
    steps.push(`gone as (
      delete from "${schema}".record where ctid = any(array(
        select r.ctid from mine, unnest(${given(['text', 'text'], gone)}) as g(place, key), lateral (
          select ctid from "${schema}".record
          where sandbox = mine.name and world = mine.world and place = g.place and key = g.key offset 0) r)))`)
  if (put)
    steps.push(`put as (
      insert into "${schema}".record
      select mine.name, mine.world, p.*
      from mine, unnest(${given(['text', 'text', 'double precision', 'text'], put)}) as p(place, key, seq, record)
      on conflict (sandbox, world, place, key) do update set seq = excluded.seq, record = excluded.record)`)
  if (forgotten)
    steps.push(`forgotten as (
      delete from "${schema}".checkpoint c using mine
      where c.sandbox = mine.name and c.name = any(${given(['text'], forgotten)}))`)
  if (marked)
    steps.push(`marked as (
      insert into "${schema}".checkpoint
      select mine.name, c.* from mine, unnest(${given(['text', 'integer', 'text'], marked)}) as c(name, place, entry)
      on conflict (sandbox, name) do update set place = excluded.place, entry = excluded.entry)`)
  if (free)
    steps.push(`told as (
      select pg_notify(t.channel, json_build_array($1::text)::text) from mine, unnest(${given(['text'], free)}) as t(channel))`)
  const names = Object.entries({ ...parts, ahead: anew?.ahead != null }).flatMap(([name, part]) => (part ? [name] : []))
  const text = `with ${steps.join(', ')} select (select world from mine) as world${free ? ', (select count(*) from told) as told' : ''}`
  return { statement: { name: ['write', ...names].join(' '), text } satisfies Statement, values }
}
