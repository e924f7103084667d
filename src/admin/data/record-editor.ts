import { Problem } from '../../core/api/problem.ts'
import { Stale } from '../../core/sandbox/live-world.ts'
import { stale } from '../../core/sandbox/problems.ts'
import type { Sandbox } from '../../core/sandbox/sandbox.ts'
import { type Collection, StoreConflict } from '../../core/store/collection.ts'
import type { Key } from '../../core/store/row.ts'
import type { CollectionSpec } from '../../core/store/spec.ts'
import type { Validation } from '../../core/validation/validation.ts'

type RecordFields = Record<string, unknown>

/** One collection of one sandbox, as the data console sees it. */
export interface RecordEditorOptions {
  readonly sandbox: Sandbox
  readonly api: string
  readonly collection: Collection<object>
  readonly validation: Validation
  /** When the request arrived, in the order of arrivals and resets. */
  readonly sequence: number
}

/**
 * Reads and writes records as they lie. Whatever is declared of them holds: key type, schema, unique values, references;
 * a write that breaks it changes nothing and says why.
 */
export class RecordEditor {
  readonly #options: RecordEditorOptions

  constructor(options: RecordEditorOptions) {
    this.#options = options
  }

  /** Every record. Tables never change, so neither does what was once read of one. */
  all(): readonly object[] {
    const { sandbox, api, collection } = this.#options
    const table = sandbox.world.tables.get(`${api}.${collection.name}`)!
    let records = lists.get(table)
    if (!records) lists.set(table, (records = collection.all()))
    return records
  }

  get(text: string): object | undefined {
    const key = keyFrom(text, this.#options.collection.spec)
    return key === undefined ? undefined : this.#options.collection.get(key)
  }

  /** @throws {Problem} 409, 422 */
  insert(record: RecordFields): object {
    const { collection } = this.#options
    const { spec } = collection
    const given = record[spec.key] ?? undefined
    this.#check({ ...spec.defaults, ...record, [spec.key]: given })
    return this.#write(() => this.#referring(collection.insert(record), undefined))
  }

  /** @throws {Problem} 409, 422 */
  replace(text: string, record: RecordFields): object | undefined {
    return this.#change(text, record, () => ({ ...this.#options.collection.spec.defaults }))
  }

  /** @throws {Problem} 409, 422 */
  update(text: string, changes: RecordFields): object | undefined {
    return this.#change(text, changes, before => ({ ...before }))
  }

  /** @throws {Problem} 409 */
  remove(text: string): object | undefined {
    const before = this.get(text)
    if (!before) return undefined
    const { collection, sandbox } = this.#options
    const key = (before as RecordFields)[collection.spec.key] as Key
    this.#write(() => collection.remove(key, sandbox.state.unchecked ? [] : ['refuse', 'keep']))
    return before
  }

  #change(text: string, record: RecordFields, rest: (before: object) => RecordFields): object | undefined {
    const before = this.get(text)
    if (!before) return undefined
    const { collection } = this.#options
    const name = collection.spec.key
    const key = (before as RecordFields)[name] as Key
    if (name in record && record[name] !== key) {
      throw brokenRecord(collection.name, [
        { at: `body.${name}`, message: `must be ${JSON.stringify(key)}, as in the path` },
      ])
    }
    const after = { ...rest(before), ...record, [name]: key }
    this.#check(after)
    return this.#write(() => this.#referring(collection.replace(key, after), before))
  }

  #write<R>(work: () => R): R {
    try {
      return this.#options.sandbox.transact(work, this.#options.sequence)
    } catch (error) {
      if (error instanceof StoreConflict) throw conflict(error)
      throw error instanceof Stale ? stale(this.#options.sandbox.id) : error
    }
  }

  /** @throws {Problem} 422 where the record is not what its collection declares */
  #check(record: RecordFields): void {
    const { validation, collection } = this.#options
    const { key, keyType, schema } = collection.spec
    const verdict = schema ? validation.check(schema, record, 'body') : { flaws: [], unknown: [] }
    const isGiven = record[key] !== undefined
    const flaws = [
      ...(isGiven && !isKey(record[key], keyType)
        ? [{ at: `body.${key}`, message: `must be ${KEY_TYPES[keyType]}` }]
        : []),
      ...verdict.flaws.filter(({ at, rule }) => rule !== 'required' || isGiven || at !== `body.${key}`),
      ...Array.from(verdict.unknown, ({ at }) => ({ at, message: 'is not a field of these records' })),
    ]
    if (flaws.length > 0) throw brokenRecord(collection.name, flaws)
  }

  /** @throws {Problem} 422 where the record has come to point nowhere; what did so before may go on */
  #referring(record: object, before: object | undefined): object {
    const { sandbox, collection } = this.#options
    if (sandbox.state.unchecked) return record
    const old = before ? collection.dangling(before) : []
    const lost = collection
      .dangling(record)
      .filter(({ field, value }) => !old.some(other => other.field === field && other.value === value))
    if (lost.length === 0) return record
    throw brokenRecord(
      collection.name,
      lost.map(({ field, value, to }) => ({
        at: `body.${field}`,
        message: `refers to ${to} ${JSON.stringify(value)}, which does not exist`,
      })),
    )
  }
}

const lists = new WeakMap<object, readonly object[]>()

const KEY_TYPES = { integer: 'an integer', string: 'a non-empty string of well-formed Unicode' }

/** Half of a letter, which no URL can hold. */
const LONE_SURROGATE = /\p{Surrogate}/u

const isKey = (value: unknown, type: CollectionSpec['keyType']): boolean =>
  type === 'integer'
    ? Number.isSafeInteger(value)
    : typeof value === 'string' && value !== '' && !LONE_SURROGATE.test(value)

/** A key as a path has it; undefined where no record can have it. */
function keyFrom(text: string, { keyType }: CollectionSpec): Key | undefined {
  if (keyType === 'string') return text
  return /^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined
}

function brokenRecord(collection: string, flaws: readonly { at: string; message: string }[]): Problem {
  const errors = flaws.map(({ at, message }) => ({ path: at, message }))
  return new Problem(
    422,
    'Invalid record',
    `${collection}: ${errors.map(({ path, message }) => `${path} ${message}`).join('; ')}.`,
    'Correct the fields named in “errors” and send it again; nothing was changed.',
    { errors },
  )
}

function conflict({ kind, collection, field, value, by, within }: StoreConflict): Problem {
  const what = `${collection}.${field} ${JSON.stringify(value)}`
  const other = `${within} ${JSON.stringify(by)}`
  return kind === 'in-use'
    ? new Problem(
        409,
        'Record in use',
        `${what} cannot be removed: ${other} refers to it.`,
        `Remove or change ${other} first; nothing was changed.`,
        { by: { collection: within, key: by } },
      )
    : new Problem(
        409,
        'Value taken',
        `${what} is taken: ${other} has it.`,
        `Send another ${field}, or change ${other} instead; nothing was changed.`,
        { by: { collection: within, key: by } },
      )
}
