import { coverageMarkdown } from '../../client/coverage-report.ts'
import type { ApiCoverage, CoverageReport } from '../../client/types.ts'
import { texts } from '../language.ts'
import type { CommandWork } from './command.ts'

interface Flags {
  readonly markdown?: boolean
}

export const showCoverage: CommandWork<Flags> = async ({ connection }, { sandbox, json, markdown }) => {
  const coverage = await connection.ask<CoverageReport>('/coverage', { query: { sandbox } })
  if (json) console.log(JSON.stringify(coverage, null, 2))
  else console.log(markdown ? coverageMarkdown(coverage).trimEnd() : linesOf(coverage).join('\n'))
}

const says = texts.coverage

function linesOf(coverage: CoverageReport): string[] {
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

const partsOf = ({ operations, cases, readings, parameters }: ApiCoverage) => [
  { name: says.operations, seen: operations.seen, of: operations.of },
  { name: says.cases, seen: cases.seen, of: cases.of },
  { name: says.readings, seen: readings.seen, of: readings.of },
  { name: says.parameters, seen: parameters.seen, of: parameters.of },
]

function missingOf({ operations, cases, readings, parameters }: ApiCoverage): string[] {
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

function restOf({ violations, faults, unmatched }: CoverageReport): string[] {
  const broken = Object.entries(violations).map(([rule, count]) => `${rule} ${count}`)
  return [
    ...(broken.length > 0 ? [`${says.violations}: ${broken.join(', ')}`] : []),
    ...(faults.armed > 0 ? [says.faults(faults.armed, faults.struck)] : []),
    ...faults.idle.map(({ sandbox, id, explains }) => `${says.idle}: ${sandbox} ${id}: ${explains}`),
    says.unmatched(unmatched),
  ]
}
