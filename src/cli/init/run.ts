import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CONFIG_NAMES } from '../../config.ts'
import { whyUnwritable } from '../../core/lib/file-error.ts'
import { texts } from '../language.ts'
import { askUser } from './ask-user.ts'
import { jestPlan, nodePlan, playwrightPlan, vitestPlan } from './javascript.ts'
import { phpunitPlan } from './php.ts'
import { projectOf } from './project.ts'
import { pytestPlan } from './python.ts'
import { type NewFile, type Plan, type Project, RUNNERS, type RunnerName } from './runner.ts'

export interface InitFlags {
  readonly yes?: boolean
  readonly runner?: RunnerName
}

const says = texts.init

const PLANS: Readonly<Record<RunnerName, (project: Project) => Plan>> = {
  vitest: vitestPlan,
  playwright: playwrightPlan,
  jest: jestPlan,
  node: nodePlan,
  pytest: pytestPlan,
  phpunit: phpunitPlan,
}

const SCENARIO: NewFile = {
  file: 'scenarios/first.yaml',
  text: `# yaml-language-server: $schema=../node_modules/poligon/schemas/scenario.schema.json
name: first
description: One company, and the account's own users.
extends: blank
data:
  salesman:
    clients:
      - { clid: 7001, title: "ООО Ромашка", iduser: 1 }
`,
}

const CONFIG: NewFile = { file: 'mock-server.config.json', text: `{ "scenario": "${SCENARIO.file}" }\n` }

const IGNORED = '.poligon/'

/** Writes what a first test needs into the project of this folder. Nothing that is there is written over. */
export async function init(flags: InitFlags, folder = process.cwd()): Promise<void> {
  const project = projectOf(folder)
  const isAsked = !flags.yes && process.stdin.isTTY === true
  const runner = await choose(project, flags, isAsked)
  if (runner === undefined) return leave()
  const plan = PLANS[runner](project)
  const config = project.first(CONFIG_NAMES)
  const files = [...(config === undefined ? [CONFIG] : []), SCENARIO, ...plan.files]
  if (isAsked) {
    const list = files.map(({ file }) => `  ${file}`).join('\n')
    const answer = await askUser(`${says.plan}\n${list}\n${says.confirm}`)
    if (answer === undefined || /^(n|no|нет|н)/i.test(answer)) return leave()
  }
  for (const draft of files) write(project, draft)
  ignore(project)
  const scenario = config !== undefined && !project.read(config).includes(SCENARIO.file)
  if (scenario) tellByHand(says.configThere(config), sayScenario(config))
  for (const { file, text } of plan.byHand) tellByHand(says.byHand(file), text)
  console.log(`\n${says.next}`)
  if (!project.has('node_modules/poligon')) console.log(`  ${installWith(project)}`)
  console.log(`  ${plan.run}`)
}

const leave = (): void => console.log(says.nothing)

/** @returns undefined where whoever is asked leaves */
async function choose({ runners }: Project, { runner }: InitFlags, isAsked: boolean): Promise<RunnerName | undefined> {
  if (runner !== undefined) {
    console.log(says.asked(runner))
    return runner
  }
  const [found, ...others] = runners
  if (isAsked && runners.length !== 1) {
    const choices = runners.length > 1 ? runners.map(({ name }) => name) : RUNNERS
    const usual = found?.name ?? 'node'
    for (;;) {
      const answer = await askUser(says.which(choices.join(', '), usual))
      const name = answer?.trim().toLowerCase()
      if (name === undefined) return undefined
      if (name === '') return usual
      const known = RUNNERS.find(runner => runner === name)
      if (known) return known
      console.log(says.noSuchRunner(name))
    }
  }
  console.log(found ? says.found(found.name, found.where) : says.noRunner)
  if (others.length > 0) console.log(says.others(others.map(({ name }) => name).join(', ')))
  return found?.name ?? 'node'
}

function write({ folder, has }: Project, { file, text }: NewFile): void {
  if (has(file)) return void console.log(`  ${says.kept} ${file}: ${says.keptAsIs}`)
  const path = join(folder, file)
  writing(file, () => {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { flag: 'wx' })
  })
  console.log(`  ${says.wrote} ${file}`)
}

function ignore({ folder, has, read }: Project): void {
  const name = '.gitignore'
  const text = writing(name, () => read(name))
  const isThere = text.split(/\r?\n/).some(line => /^\/?\.poligon\/?$/.test(line.trim()))
  if (isThere) return void console.log(`  ${says.kept} ${name}: ${says.hasLine}`)
  const isNew = !has(name)
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const before = text === '' || text.endsWith('\n') ? '' : end
  writing(name, () => appendFileSync(join(folder, name), `${before}${IGNORED}${end}`))
  console.log(`  ${isNew ? says.wrote : says.added} ${name}: ${IGNORED}`)
}

function writing<T>(file: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new Error(says.cannotWrite(file, whyUnwritable(error)))
  }
}

function sayScenario(config: string): string {
  if (config.endsWith('.yaml')) return `scenario: ${SCENARIO.file}`
  return config.endsWith('.json') ? `"scenario": "${SCENARIO.file}"` : `scenario: '${SCENARIO.file}',`
}

function tellByHand(why: string, lines: string): void {
  console.log(`\n${why}\n${lines.replace(/^/gm, '    ')}`)
}

function installWith({ first }: Project): string {
  const lock = first(['pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb'])
  if (lock?.startsWith('pnpm')) return 'pnpm add --save-dev poligon'
  if (lock?.startsWith('yarn')) return 'yarn add --dev poligon'
  if (lock?.startsWith('bun')) return 'bun add --dev poligon'
  return 'npm install --save-dev poligon'
}
