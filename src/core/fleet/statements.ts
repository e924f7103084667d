import type { Statement } from './connection.ts'

/** Of what the tables hold; a sandbox of another is not touched. */
export const FORMAT_VERSION = 1
/** Milliseconds after its last word in which nobody takes over from a server that went away. */
export const GRACE = 1500

export type Statements = ReturnType<typeof statementsOf>

/** @param schema quoted where it stands alone: it may be a word of SQL, such as user */
export const statementsOf = (schema: string) =>
  ({
    /** The version of the tables, where there are any. */
    tables: {
      name: 'tables',
      text: `select to_regclass('"${schema}".meta') is not null as there, to_regnamespace('"${schema}"') is not null as has_schema,
        current_setting('server_version_num')::int as server`,
    },
    version: { name: 'version', text: `select version from "${schema}".meta` },

    /** Holds a lock as long as the connection lives: so that the death of a process is seen at once. */
    lock: { name: 'lock', text: 'select pg_advisory_lock($1::bigint)' },
    join: {
      name: 'join',
      text: `insert into "${schema}".server values ($1, clock_timestamp(), clock_timestamp() + $2 * interval '1 ms', $3)`,
    },
    /** Goes on living; nothing where it was declared dead. */
    beat: {
      name: 'beat',
      text: `update "${schema}".server
        set renewed = clock_timestamp(), expires = clock_timestamp() + $2 * interval '1 ms', watched = $3
        where id = $1
        returning exists (select from "${schema}".server v where v.id <> $1 and v.watched) as others_watch`,
    },
    /** Ends a server's life, and its statements that are under way: by itself, … */
    leave: {
      name: 'leave',
      text: `with gone as (delete from "${schema}".server where id = $1 returning id) ${TERMINATED}`,
    },
    /** … or by another, where its lease is over, or its lock is free and it has not been heard of for a while. */
    bury: {
      name: 'bury',
      text: `with gone as (
        delete from "${schema}".server v where id = $1 and (
          expires < clock_timestamp()
          or renewed + interval '${GRACE} ms' < clock_timestamp() and not exists (
            select from pg_locks l where l.locktype = 'advisory' and l.objsubid = 1 and l.granted
              and l.database = (select oid from pg_database where datname = current_database())
              and (l.classid::bigint << 32 | l.objid::bigint) = v.id))
        returning id) ${TERMINATED}`,
    },
    /** All whose lease is over. */
    buryAll: {
      name: 'buryAll',
      text: `with gone as (delete from "${schema}".server where expires < clock_timestamp() returning id) ${TERMINATED}`,
    },
    /** Sandboxes that stayed with a server which was away: those that nobody took over. */
    keep: {
      name: 'keep',
      text: `update "${schema}".sandbox s set owner = $2, epoch = nextval('"${schema}".epochs')
        from unnest($3::text[], $4::bigint[]) as k(name, epoch)
        where s.name = k.name and s.epoch = k.epoch and s.owner = $1
        returning s.name, s.epoch`,
    },

    /**
     * Takes a sandbox that no living server owns, or makes one where there is none and it is to be made. Its owner is
     * asked for it where there is one. What does not fit this server is left as it is.
     */
    take: {
      name: 'take',
      text: `with seen as materialized (
        select s.epoch, s.owner, s.format, s.version, s.base, s.start, s.head is null as blank,
          s.head is null or s.format = ${FORMAT_VERSION} and s.base = any($4::text[]) as fits,
          s.owner is not null and s.owner <> $2 and exists (select from "${schema}".server v where v.id = s.owner) as lives
        from "${schema}".sandbox s where s.name = $1),
      taken as (
        update "${schema}".sandbox s set owner = $2, epoch = nextval('"${schema}".epochs') from seen
        where s.name = $1 and s.epoch = seen.epoch and s.owner is not distinct from seen.owner
          and seen.fits and not seen.lives
        returning s.epoch, s.world, s.head),
      made as (
        insert into "${schema}".sandbox (name, epoch, owner) select $1, nextval('"${schema}".epochs'), $2
        where $3 and not exists (select from seen) on conflict do nothing
        returning epoch)
      select made.epoch as made, taken.epoch as taken, taken.world, taken.head,
        seen.owner, seen.version, seen.start, seen.base, seen.format, seen.fits, seen.lives,
        case when seen.lives and seen.fits
          then pg_notify('${schema}_' || seen.owner, json_build_array($1::text, seen.epoch::text, $2::text)::text) end
      from (select) one left join made on true left join taken on true left join seen on true`,
    },
    /** What a sandbox has otherwise than it began with, and its checkpoints. */
    records: {
      name: 'records',
      text: `select place, key, seq, record from "${schema}".record where sandbox = $1 and world = $2
        union all select null, name, place, entry from "${schema}".checkpoint where sandbox = $1`,
    },

    /** The number of a world that is written ahead, … */
    world: { name: 'world', text: `select nextval('"${schema}".epochs') as world` },
    /** … and some of its rows. Nobody takes the sandbox over in between. */
    ahead: {
      name: 'ahead',
      text: `with mine as (select name from "${schema}".sandbox where name = $1 and epoch = $2 for update),
        put as (
          insert into "${schema}".record
          select mine.name, $3::bigint, p.*
          from mine, unnest($4::text[], $5::text[], $6::double precision[], $7::text[]) as p(place, key, seq, record))
        select count(*)::int as mine from mine`,
    },
    drop: {
      name: 'drop',
      text: `with mine as (delete from "${schema}".sandbox where name = $1 and epoch = $2 returning name),
      records as (delete from "${schema}".record r using mine where r.sandbox = mine.name),
      checkpoints as (delete from "${schema}".checkpoint c using mine where c.sandbox = mine.name)
      select count(*)::int as mine from mine`,
    },
    /** Lets sandboxes go in which nothing is to be written. */
    release: {
      name: 'release',
      text: `update "${schema}".sandbox s set owner = null from unnest($1::text[], $2::bigint[]) as k(name, epoch)
        where s.name = k.name and s.epoch = k.epoch`,
    },

    list: {
      name: 'list',
      text: `select name, head from "${schema}".sandbox
        where head is not null and not (name = any($1::text[])) order by name`,
    },
    use: {
      name: 'use',
      text: `update "${schema}".sandbox s set used = clock_timestamp() from unnest($1::text[], $2::bigint[]) as k(name, epoch)
        where s.name = k.name and s.epoch = k.epoch`,
    },
    /** Drops sandboxes that nobody owns and nobody used for so many milliseconds. */
    sweep: {
      name: 'sweep',
      text: `with old as (
        delete from "${schema}".sandbox s where s.name <> 'default' and s.used + $1 * interval '1 ms' < clock_timestamp()
          and (s.owner is null or not exists (select from "${schema}".server v where v.id = s.owner)) returning name),
      records as (delete from "${schema}".record r using old where r.sandbox = old.name)
      delete from "${schema}".checkpoint c using old where c.sandbox = old.name`,
    },
    /** What happened here, to those who watch elsewhere. */
    tell: {
      name: 'tell',
      text: `select pg_notify('${schema}_events', $1 || ' ' || t) from unnest($2::text[]) as t`,
    },
  }) satisfies Record<string, Statement>

/** Statements of a server that is gone are not to hold a lock on, whatever became of its connections. */
const TERMINATED = `select gone.id, (
  select count(pg_terminate_backend(a.pid)) from pg_stat_activity a
  where a.application_name = 'poligon ' || gone.id and a.datname = current_database() and a.pid <> pg_backend_pid()) from gone`
