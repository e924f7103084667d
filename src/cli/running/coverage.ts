import { texts } from '../language.ts'
import type { Work } from './command.ts'
import { askNewer } from './newer.ts'

interface Part<M> {
  readonly seen: number
  readonly of: number
  readonly missing: readonly M[]
}

interface MissingCase {
  readonly operation: string
  readonly id: string
  readonly status: number
  readonly text: string
  readonly docs: string
}

interface Covered {
  readonly name: string
  readonly operations: Part<string>
  readonly cases: Part<MissingCase>
  readonly readings: Omit<Part<never>, 'missing'> & {
    readonly options: readonly {
      readonly id: string
      readonly seen: readonly string[]
      readonly of: readonly string[]
    }[]
  }
  readonly parameters: Part<string>
}

/** How much of the documentation was tried, as `/__admin/coverage` counts it. */
export interface Coverage {
  readonly apis: readonly Covered[]
  readonly violations: Readonly<Record<string, number>>
  readonly faults: {
    readonly armed: number
    readonly struck: number
    readonly idle: readonly { readonly sandbox: string; readonly id: string; readonly explains: string }[]
  }
  readonly unmatched: number
}

interface Flags {
  readonly markdown?: boolean
}

export const showCoverage: Work<Flags> = async ({ connection }, { sandbox, json, markdown }) => {
  const coverage = await askNewer<Coverage>(connection, '/coverage', says.title, { sandbox })
  if (json) console.log(JSON.stringify(coverage, null, 2))
  else console.log((markdown ? markdownOf(coverage) : linesOf(coverage)).join('\n'))
}

const says = texts.coverage

function linesOf(coverage: Coverage): string[] {
  if (coverage.apis.length === 0 && coverage.unmatched === 0) return [says.nothing]
  return [
    ...coverage.apis.flatMap(api => [
      api.name,
      ...partsOf(api).map(({ name, seen, of }) => `  ${name}: ${says.of(seen, of)}`),
      ...missingOf(api).map(missing => `  ${says.missing}: ${missing}`),
    ]),
    ...restOf(coverage),
  ]
}

function markdownOf(coverage: Coverage): string[] {
  const { operations, cases, readings, parameters, api } = says
  const rows = coverage.apis.map(covered =>
    [covered.name, ...partsOf(covered).map(({ seen, of }) => says.of(seen, of))].join(' | '),
  )
  return [
    `# ${says.title}`,
    '',
    `| ${[api, operations, cases, readings, parameters].join(' | ')} |`,
    '| --- | --- | --- | --- | --- |',
    ...rows.map(row => `| ${row} |`),
    ...coverage.apis.flatMap(covered => {
      const missing = missingOf(covered)
      return missing.length === 0
        ? []
        : ['', `## ${covered.name}: ${says.missing}`, '', ...missing.map(line => `- ${line}`)]
    }),
    '',
    ...restOf(coverage).map(line => `- ${line}`),
  ]
}

const partsOf = ({ operations, cases, readings, parameters }: Covered) => [
  { name: says.operations, seen: operations.seen, of: operations.of },
  { name: says.cases, seen: cases.seen, of: cases.of },
  { name: says.readings, seen: readings.seen, of: readings.of },
  { name: says.parameters, seen: parameters.seen, of: parameters.of },
]

function missingOf({ operations, cases, readings, parameters }: Covered): string[] {
  return [
    ...operations.missing,
    ...cases.missing.map(({ operation, status, text, docs }) => `${operation} ${status} ${text} (${docs})`),
    ...readings.options
      .map(({ id, seen, of }) => ({ id, left: of.filter(option => !seen.includes(option)) }))
      .filter(({ left }) => left.length > 0)
      .map(({ id, left }) => `${id} = ${left.join(', ')}`),
    ...parameters.missing,
  ]
}

function restOf({ violations, faults, unmatched }: Coverage): string[] {
  const broken = Object.entries(violations).map(([rule, count]) => `${rule} ${count}`)
  return [
    ...(broken.length > 0 ? [`${says.violations}: ${broken.join(', ')}`] : []),
    ...(faults.armed > 0 ? [says.faults(faults.armed, faults.struck)] : []),
    ...faults.idle.map(({ sandbox, id, explains }) => `${says.idle}: ${sandbox} ${id}: ${explains}`),
    says.unmatched(unmatched),
  ]
}
