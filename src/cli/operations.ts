import { Command } from 'commander'
import { routesOf } from '../core/api/route.ts'
import { texts } from './language.ts'
import { printTable } from './print-table.ts'

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
  printTable(rows)
}
