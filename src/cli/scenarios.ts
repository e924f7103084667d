import { join } from 'node:path'
import { Command } from 'commander'
import { packageRoot } from '../core/lib/package-root.ts'
import { texts } from './language.ts'
import { printTable } from './print-table.ts'
import { inLanguage } from './report.ts'

export function scenariosCommand(): Command {
  return new Command('scenarios')
    .description(texts.commands.scenarios)
    .action(list)
    .addCommand(new Command('check').description(texts.commands.check).argument('<file...>').action(check))
}

async function open() {
  const { ScenarioFiles } = await import('../core/scenarios/files.ts')
  return new ScenarioFiles(join(packageRoot, 'scenarios'))
}

async function list(): Promise<void> {
  const scenarios = await (await open()).list()
  printTable(scenarios.map(({ name, description }) => [name, description]))
}

async function check(files: readonly string[]): Promise<void> {
  const { chosen } = await import('./apis.ts')
  const apis = await chosen(undefined)
  const { ScenarioError, sayPlaced } = await import('../core/scenarios/read-file.ts')
  for (const file of files) {
    try {
      await (await open()).read(file, apis)
      console.log(`${file}: ${texts.fits}`)
    } catch (error) {
      process.exitCode = 1
      const flaws = error instanceof ScenarioError ? error.flaws.map(sayPlaced) : [(error as Error).message]
      for (const flaw of flaws) console.error(await inLanguage(flaw))
    }
  }
}
