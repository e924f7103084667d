import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { barChart } from './chart.ts'
import type { Grown } from './growth.ts'
import type { Measured, Plan } from './measure.ts'
import { isPinned } from './pin.ts'
import type { Stall } from './stalls.ts'
import type { Felt } from './suite.ts'
import { CASES, caseNames } from './target.ts'
import { hasWrk } from './wrk.ts'

export interface Results {
  readonly at: string
  readonly plan: Plan & { readonly records: number }
  readonly machine: {
    readonly cpu: string
    readonly cores: number
    readonly node: string
    readonly pinned: boolean
    readonly load: string
  }
  /** Milliseconds to the first answer of default data. */
  readonly start: number
  readonly measured: readonly Measured[]
  readonly left: readonly { readonly name: string; readonly why: string }[]
  readonly grown: readonly Grown[]
  /** Megabytes. */
  readonly sandboxes?: { readonly one: number; readonly thousand: number } | undefined
}

export const machine = (): Results['machine'] => ({
  cpu: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  node: process.version,
  pinned: isPinned,
  load: hasWrk ? 'wrk' : 'the own generator',
})

/** Writes `million.json` and `million.md`. */
export function writeMillion(folder: string, grown: readonly Grown[]): string {
  mkdirSync(folder, { recursive: true })
  const text = `# Growth to a million\n\n${new Date().toISOString().slice(0, 10)}, Node ${process.version}. Milliseconds of one request at a time; one API; up to 10,000 generated clients, a hundred times each under ids of their own.\n\n${growth(grown)}\n`
  writeFileSync(join(folder, 'million.json'), `${JSON.stringify(grown, null, 2)}\n`)
  writeFileSync(join(folder, 'million.md'), text)
  return text
}

/** How long others waited, as a table. */
export const stallsTable = (found: readonly Stall[]): string =>
  `${table(
    ['while', 'longest, ms', 'usual, ms'],
    found.map(({ while: what, longest, usual }) => [what, number(longest, 1), number(usual, 2)]),
  )}\n`

/** What a suite of tests felt, as a table. */
export const suiteTable = (found: readonly Felt[]): string =>
  `${table(
    ['', 'in all, ms', 'of the mock, ms', 'its share'],
    found.map(({ name, total, mock }) => [name, number(total), number(mock), `${number((mock / total) * 100, 1)} %`]),
  )}\n`

/** Writes `latest.json`, `latest.md` and `latest.svg`. */
export function writeResults(folder: string, results: Results): string {
  mkdirSync(folder, { recursive: true })
  const text = markdown(results)
  writeFileSync(join(folder, 'latest.json'), `${JSON.stringify(results, null, 2)}\n`)
  writeFileSync(join(folder, 'latest.md'), text)
  writeFileSync(join(folder, 'latest.svg'), chart(results))
  return text
}

const number = (value: number, digits = 0): string =>
  Number.isFinite(value) ? value.toLocaleString('en', { maximumFractionDigits: digits }) : '–'

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')

const caseHeads = caseNames.map(name => `${name}: ${CASES[name]}`)

function markdown(results: Results): string {
  const { at, plan, machine, measured, left, grown, sandboxes } = results
  const hello = measured.find(({ name }) => name === 'express-hello')
  const rates = measured.map(({ name, cases }) => [
    name,
    ...caseNames.map(one => {
      const { perSecond, failed } = cases[one]
      const ratio = hello ? ` = ${number(perSecond / hello.cases[one].perSecond, 2)}` : ''
      return `${number(perSecond)}${ratio}${failed ? ` (${failed} failed)` : ''}`
    }),
  ])
  const rest = measured.map(({ name, cases, startMs, rss }) => [
    name,
    ...caseNames.map(one => number(cases[one].p99, 2)),
    number(startMs),
    number(rss),
  ])
  const processor = measured.map(({ name, cases }) => [name, ...caseNames.map(one => number(cases[one].cpu))])
  const spread = Math.max(...measured.flatMap(({ cases }) => caseNames.map(one => cases[one].spread)))
  const parts = [
    '# Benchmark',
    `${at}; ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}; ${
      machine.pinned ? 'server pinned to one core, load to another' : 'not pinned'
    }. Load: ${machine.load}. ${plan.records} clients, ${plan.connections} connections, ${plan.rounds} rounds of ${plan.seconds} s, medians. Widest spread of a figure between rounds: ${number(spread * 100)} %. How it is done, and what is not equal: \`docs/performance.md\`.`,
    '## Requests a second (after « = »: times express-hello)',
    table(['', ...caseHeads], rates),
    '## Processor time of the server a request, µs',
    table(['', ...caseNames], processor),
    '## p99, ms; start to the first answer, ms; memory after the load, MB',
    table(['', ...caseNames, 'start', 'RSS'], rest),
    `Poligon with default data answers first after ${number(results.start)} ms.`,
  ]
  if (left.length > 0) parts.push(left.map(({ name, why }) => `- ${name} was left out: ${why}.`).join('\n'))
  if (grown.length > 0) parts.push('## Growth: one request at a time, ms', growth(grown))
  if (sandboxes)
    parts.push(
      `1,000 sandboxes with ten changes each, over 10,000 records: ${number(sandboxes.thousand)} MB, beside ${number(sandboxes.one)} MB with one.`,
    )
  parts.push('## What is not equal', measured.map(({ name, note }) => `- ${name}: ${note}`).join('\n'))
  return `${parts.join('\n\n')}\n`
}

function growth(grown: readonly Grown[]): string {
  const extra = ['start', 'reset', 'first write after', 'new sandbox', 'checkpoint', 'restore', 'd with --db']
  const head = ['', 'records', ...caseNames, ...extra]
  return table(
    head,
    grown.map(({ name, records, cases, startMs, reset, afterReset, sandbox, checkpoint, restore, createInFile }) => [
      name,
      number(records),
      ...caseNames.map(one => number(cases[one], 3)),
      number(startMs),
      ...[reset, afterReset, sandbox, checkpoint, restore, createInFile].map(ms => number(ms, 3)),
    ]),
  )
}

function chart({ measured, plan }: Results): string {
  const panels = caseNames.map(one => ({
    title: `${one}: ${CASES[one]}`,
    bars: measured
      .map(({ name, kind, cases }) => ({
        label: name,
        kind,
        value: cases[one].perSecond,
        says: number(cases[one].perSecond),
      }))
      .sort((x, y) => y.value - x.value),
  }))
  return barChart(`Requests a second, ${plan.connections} connections, ${number(plan.records)} clients`, panels)
}
