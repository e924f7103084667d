import { isObject } from '../lib/is-object.ts'

type Test = (value: unknown) => boolean

const isText: Test = value => typeof value === 'string'
const isFlag: Test = value => typeof value === 'boolean'
const isNumber: Test = value => Number.isFinite(value)
const isKey: Test = value => isText(value) || Number.isSafeInteger(value)
const isBits: Test = value => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xffffffff
const isCount: Test = value => Number.isSafeInteger(value) && (value as number) >= 0

const mapOf =
  (holds: Test): Test =>
  value =>
    isObject(value) && Object.values(value).every(holds)
const listOf =
  (holds: Test): Test =>
  value =>
    Array.isArray(value) && value.every(holds)
const whole = (parts: Readonly<Record<string, Test>>): Test => {
  const holds = some(parts)
  return value => holds(value) && Object.keys(parts).every(name => Object.hasOwn(value as object, name))
}
const some =
  (parts: Readonly<Record<string, Test>>): Test =>
  value =>
    isObject(value) && Object.entries(value).every(([name, part]) => Object.hasOwn(parts, name) && parts[name]!(part))

const isChange: Test = change =>
  Array.isArray(change) &&
  isKey(change[0]) &&
  (change.length === 1 ||
    (change.length === 2 && change[1] === null) ||
    (change.length === 3 && isNumber(change[1]) && isObject(change[2])))

const isWaiting = { id: isCount, at: isNumber, api: isText }
const isAny: Test = () => true
const isTimer: Test = whole({ ...isWaiting, name: isText, payload: isAny })
const isRetry: Test = whole({
  ...isWaiting,
  webhook: whole({
    ...{ url: isText, method: isText, headers: mapOf(isText), body: isText },
    ...{ retry: listOf(isNumber), secrets: listOf(isText) },
  }),
})

const isTrue: Test = value => value === true

/** What the parts of an entry are; which of them it has is another question. */
const ENTRY: Readonly<Record<string, Test>> = {
  sandbox: isText,
  n: value => isCount(value) && value !== 0,
  more: isTrue,
  dropped: isTrue,
  forget: listOf(isText),
  at: isText,
  start: isObject,
  base: isText,
  active: some({
    seed: isNumber,
    timezone: isText,
    profiles: mapOf(isText),
    readings: mapOf(isText),
    strict: isFlag,
    unchecked: isFlag,
  }),
  counters: mapOf(isCount),
  random: isBits,
  memory: isObject,
  tables: mapOf(listOf(isChange)),
  timers: listOf(value => isCount(value) || isTimer(value) || isRetry(value)),
  lastTimer: isCount,
  checkpoint: whole({
    name: isText,
    sideDraws: isCount,
    now: isNumber,
    frozen: isFlag,
    faults: listOf(whole({ id: isText, fault: isObject, passed: isCount, struck: isCount, since: isCount })),
  }),
  present: some({
    clock: whole({ at: isNumber, since: isNumber, frozen: isFlag }),
    faults: listOf(isObject),
    requests: isCount,
  }),
}

/** Which part of an entry is not valid; null where all are. A schema would cost a start ten times as much. */
export function findShapeError(entry: unknown): string | null {
  if (!isObject(entry)) return 'the line'
  for (const name of ['sandbox', 'n']) if (!(name in entry)) return name
  return Object.keys(entry).find(name => !Object.hasOwn(ENTRY, name) || !ENTRY[name]!(entry[name])) ?? null
}
