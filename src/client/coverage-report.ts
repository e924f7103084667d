import type { ApiCoverage, CoverageReport, MissingCase } from './types.ts'

/** What a run of tests asks of its coverage. */
export interface CoverageOptions {
  /** The least share of the documented cases that must be tried, in per cent. */
  readonly cases?: number
  /** Where a report is written: JSON where its name ends with `.json`, else Markdown. */
  readonly file?: string
}

const MOST_NAMED = 3

/**
 * Coverage in one line.
 *
 * @example
 * sayCoverage(await server.coverage()) // poligon: 12 of 14 operations, 9 of 21 documented cases (salesman, rkeeper); …
 */
export function sayCoverage({ apis, faults, unmatched }: CoverageReport): string {
  const missing = mostTelling(apis).map(({ operation, status, text }) => `${operation} ${status} «${bare(text)}»`)
  const named = [...missing.slice(0, MOST_NAMED), ...(missing.length > MOST_NAMED ? ['…'] : [])]
  const seen =
    apis.length === 0
      ? 'no documented operation was called'
      : `${share(apis, 'operations')} operations, ${share(apis, 'cases')} documented cases (${apis.map(({ name }) => name).join(', ')})`
  const more = [
    named.length > 0 && `not tried: ${named.join(', ')}`,
    unmatched > 0 && `${counted(unmatched, 'request')} reached no operation`,
    faults.idle.length > 0 && `${counted(faults.idle.length, 'fault')} never struck`,
  ]
  return `poligon: ${[seen, ...more].filter(Boolean).join('; ')}`
}

/**
 * Coverage as a page in Markdown: what was tried of each API, and what was not.
 *
 * @example
 * writeFileSync('coverage.md', coverageMarkdown(await server.coverage()))
 */
export function coverageMarkdown(report: CoverageReport): string {
  const { apis, violations, faults, unmatched } = report
  const rows = apis.map(api => [api.name, ...PARTS.map(part => `${api[part].seen} of ${api[part].of}`)])
  const idle = faults.idle.map(({ sandbox, id, explains }) => `- ${sandbox} ${id}: ${explains}`)
  const broken = Object.entries(violations).map(([rule, count]) => `- ${rule}: ${count}`)
  const parts = [
    '# What of the documentation was tried',
    rows.length > 0 ? table(['API', ...PARTS], rows) : 'No documented operation was called.',
    ...apis.flatMap(missingOf),
    ...section('Rules that were broken', broken),
    ...section(`Faults: ${faults.armed} arranged, ${faults.struck} struck; never:`, idle),
    ...(unmatched > 0 ? [`${counted(unmatched, 'request')} reached no operation.`] : []),
  ]
  return `${parts.join('\n\n')}\n`
}

/**
 * Coverage as JSON, two spaces a level.
 *
 * @example
 * writeFileSync('coverage.json', coverageJson(await server.coverage()))
 */
export const coverageJson = (report: CoverageReport): string => `${JSON.stringify(report, null, 2)}\n`

/**
 * What a run falls short of, in words; null where it does not.
 *
 * @param options the minimum that is asked for
 */
export function coverageShortfall({ apis }: CoverageReport, { cases: least }: CoverageOptions): string | null {
  if (least === undefined) return null
  const { seen, of } = sum(apis, 'cases')
  const percent = of === 0 ? 0 : Math.floor((seen / of) * 1000) / 10
  if (percent >= least) return null
  return `Too little of the documentation was tried: ${percent} % of its cases (${seen} of ${of}), at least ${least} % is required. Try more of them, or lower “coverage.cases”.`
}

const PARTS = ['operations', 'cases', 'readings', 'parameters'] as const

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

function sum(apis: readonly ApiCoverage[], part: (typeof PARTS)[number]): { seen: number; of: number } {
  return apis.reduce((all, api) => ({ seen: all.seen + api[part].seen, of: all.of + api[part].of }), { seen: 0, of: 0 })
}

function share(apis: readonly ApiCoverage[], part: (typeof PARTS)[number]): string {
  const { seen, of } = sum(apis, part)
  return `${seen} of ${of}`
}

/** Errors before successes, and of operations that were tried before those of others: they are the next to try. */
function mostTelling(apis: readonly ApiCoverage[]): MissingCase[] {
  const ranked = apis.flatMap(({ operations, cases }) =>
    cases.missing.map(missing => ({
      missing,
      rank: (operations.missing.includes(missing.operation) ? 2 : 0) + (missing.status < 400 ? 1 : 0),
    })),
  )
  return ranked.sort((a, b) => a.rank - b.rank).map(({ missing }) => missing)
}

/** A text that quotes the documentation has its « » already. */
const bare = (text: string): string => text.replace(/^«(.*)»$/s, '$1')

function missingOf({ name, operations, cases, readings, parameters }: ApiCoverage): string[] {
  const options = readings.options
    .map(({ id, seen, of }) => ({ id, left: of.filter(option => !seen.includes(option)) }))
    .filter(({ left }) => left.length > 0)
  const rows = cases.missing.map(({ operation, id, status, code, text, docs }) => [
    ...[operation, id, code === undefined || code === status ? `${status}` : `${status} (${code})`, text, docs],
  ])
  return [
    ...section(
      `${name}: operations not called`,
      operations.missing.map(id => `- ${id}`),
    ),
    ...(rows.length > 0
      ? [`## ${name}: cases not tried`, table(['operation', 'case', 'status', 'text', 'documented'], rows)]
      : []),
    ...section(
      `${name}: options of readings that shaped no answer`,
      options.map(({ id, left }) => `- ${id}: ${left.join(', ')}`),
    ),
    ...section(
      `${name}: parameters never sent`,
      parameters.missing.map(parameter => `- ${parameter}`),
    ),
  ]
}

const section = (title: string, lines: readonly string[]): string[] =>
  lines.length > 0 ? [`## ${title}`, lines.join('\n')] : []

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
