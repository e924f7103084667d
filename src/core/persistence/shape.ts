type Test = (value: unknown) => boolean

const isText: Test = value => typeof value === 'string'
const isFlag: Test = value => typeof value === 'boolean'
const isNumber: Test = value => Number.isFinite(value)
const isKey: Test = value => isText(value) || Number.isSafeInteger(value)
const isObject = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

const mapOf =
  (holds: Test): Test =>
  value =>
    isObject(value) && Object.values(value).every(holds)
const listOf =
  (holds: Test): Test =>
  value =>
    Array.isArray(value) && value.every(holds)
const has =
  (parts: Readonly<Record<string, Test>>): Test =>
  value =>
    isObject(value) && Object.entries(parts).every(([name, holds]) => holds(value[name]))

const isChange: Test = change =>
  Array.isArray(change) &&
  isKey(change[0]) &&
  (change.length === 1 || (change.length === 3 && isNumber(change[1]) && isObject(change[2])))

/** What a sandbox in a file has. */
const SANDBOX: Readonly<Record<string, Test>> = {
  start: isObject,
  clock: has({ at: isNumber, since: isNumber, frozen: isFlag }),
  seed: isNumber,
  timezone: isText,
  profiles: mapOf(isText),
  readings: mapOf(isText),
  strict: isFlag,
  unchecked: isFlag,
  faults: listOf(isObject),
  journaled: count => count === undefined || (Number.isSafeInteger(count) && Number(count) >= 0),
  base: isText,
  counters: mapOf(Number.isSafeInteger),
  random: isNumber,
  memory: isObject,
  tables: mapOf(listOf(isChange)),
}

/** Where sandboxes of a file are not what they must be; null where they are. A schema would cost a start ten times as much. */
export function misshapen(sandboxes: unknown): string | null {
  if (!isObject(sandboxes)) return 'sandboxes'
  for (const [id, sandbox] of Object.entries(sandboxes)) {
    if (!isObject(sandbox)) return `sandboxes.${id}`
    const wrong = Object.keys(SANDBOX).find(name => !SANDBOX[name]!(sandbox[name]))
    if (wrong) return `sandboxes.${id}.${wrong}`
  }
  return null
}
