import { Command } from 'commander'
import { routesOf } from '../core/api/route.ts'
import { texts } from './language.ts'

export function operationsCommand(): Command {
  return new Command('operations')
    .description(texts.commands.operations)
    .argument('[api]', texts.args.onlyApi)
    .action(list)
}

async function list(only: string | undefined): Promise<void> {
  const { chosen } = await import('./apis.ts')
  const rows = (await chosen(only)).flatMap(api =>
    api.operations.flatMap(operation =>
      routesOf(operation).map(({ methods, path, when }) => [
        `${api.name} ${operation.id}`,
        methods.join(','),
        `${operation.base ?? api.basePath}${path}${when ? `?${when}=` : ''}`,
        operation.docs,
      ]),
    ),
  )
  const widths = [0, 1, 2].map(column => Math.max(...rows.map(row => row[column]!.length)))
  for (const row of rows) console.log(row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '))
}
